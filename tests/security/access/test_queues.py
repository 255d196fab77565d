"""Every queue × everybody; and what Wagtail lets one choose from, report on and export.

The matrix asks the addresses of one queue; which queue it is stands in the address, so each is asked here.
"""

from typing import Any

import pytest

from portal.accounts.rights import Right
from portal.queues.registry import all_queues
from tests.addresses import patterns
from tests.security.access.rights import has_anywhere
from tests.security.access.roster import ROSTER
from tests.security.access.rules import CONTENT, TEXTS, WALLED_UP, office, rule_of
from tests.security.access.visiting import Outcome, Visitor, digest
from tests.security.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.databases]
ALL_OF_THEM = {"decision": "approuver", "tous": "1"}


@pytest.mark.parametrize("queue", all_queues(), ids=lambda queue: str(queue.key))
def test_a_queue_is_there_for_whom_it_is(world: World, visitor: Visitor, queue: Any, settings: Any) -> None:
    settings.STRONG_LOGIN = True
    rule, before, faults, let_in = office(queue.right), digest(), [], 0
    address = f"/office/files-d-attente/{queue.key}/"
    for who in ROSTER:
        for page in ("", "?etat=decides", "?age=7", "999999/"):
            expected = rule.expected(who, "get")
            if page == "999999/" and Outcome.ALLOWED in expected:
                expected = frozenset({Outcome.MISSING})
            answer = visitor.ask(world.cookies_of(who), "get", address + page, undo=True, key=address + page)
            let_in += answer.outcome is Outcome.ALLOWED
            if answer.outcome not in expected:
                faults.append(f"get {address}{page} by {who}: {answer.outcome.value}")
            if not has_anywhere(who, queue.right) and answer.wrote:
                faults.append(f"get {address}{page} by {who}: wrote {answer.wrote}")
        if Outcome.ALLOWED not in rule.expected(who, "get"):
            for page, sent in (("lot/", ALL_OF_THEM), ("1/", {}), ("1/prise/", {})):
                answer = visitor.ask(world.cookies_of(who), "post", address + page, sent, key=address + page)
                if answer.outcome is Outcome.ALLOWED or answer.wrote:
                    faults.append(f"post {address}{page} by {who}: {answer.outcome.value}")
    assert not faults, "\n".join(faults)
    assert let_in >= 3
    assert digest() == before


OF_WAGTAIL = [
    pattern
    for pattern in patterns()
    if pattern.route.startswith("/office/")
    and any(part in pattern.route for part in ("choose", "/reports/", "/api/", "/bulk/", "tag-autocomplete"))
]


def test_what_wagtail_brings_is_the_editors_or_nobodys() -> None:
    """Choosers, reports, the API and bulk actions: beside the chooser of listings, which holds one's own."""
    assert len(OF_WAGTAIL) > 40
    others = {pattern.name for pattern in OF_WAGTAIL if rule_of(pattern) not in (CONTENT, TEXTS, WALLED_UP)}
    assert {name.split(":")[0] for name in others} == {"wagtailsnippetchoosers_facilities_listing"}


def test_reports_are_exported_for_editors_alone(world: World, visitor: Visitor) -> None:
    reports = [pattern for pattern in OF_WAGTAIL if "/reports/" in pattern.route]
    assert len(reports) >= 10
    faults = []
    for who in ROSTER:
        if not has_anywhere(who, Right.ENTER_OFFICE) or has_anywhere(who, Right.EDIT_CONTENT):
            continue
        for pattern in reports:
            for export in ("csv", "xlsx"):
                address = f"{world.address_for(who, pattern)}?export={export}"
                answer = visitor.ask(world.cookies_of(who), "get", address, key=pattern.route)
                if answer.outcome is Outcome.ALLOWED or answer.wrote:
                    faults.append(f"{address} by {who}: {answer.outcome.value}")
    assert not faults, "\n".join(faults)
