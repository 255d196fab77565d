"""Every address of the resolver × who asks × GET and POST, against the table of rules."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.accounts.rights import Right
from tests.addresses import Pattern, patterns
from tests.security.access.kinds import (
    CONTENT,
    ENTER,
    PUBLIC,
    PUBLIC_FORM,
    SIGNED_IN,
    SIGNED_IN_FORM,
    TEXTS,
    WALLED_UP,
    WAY,
    Rule,
    everybody,
    nobody,
)
from tests.security.access.rights import has_anywhere
from tests.security.access.roster import ALWAYS, EVERY, ROSTER
from tests.security.access.rules import MAY_BE_FAMILIES, RULES, rule_of
from tests.security.access.visiting import Answer, Outcome, Visitor, digest
from tests.security.access.world import Who, World

pytestmark = pytest.mark.django_db
METHODS = ("get", "post")
ADDRESSES = list(enumerate(patterns()))
# Where one door keeps one rule for all, everybody in turn asks often enough: also at the door of OFFICE.ONE,
# for what is for whoever may enter, and by a method that is not there.
ALIKE = (PUBLIC, PUBLIC_FORM, SIGNED_IN, SIGNED_IN_FORM, WAY, CONTENT, TEXTS, WALLED_UP)
WHAT_TO_DO = """
No rule for {}: say in tests/security/access/rules.py who is let in there. A page of PRO.ONE: pro(Right.…) or
SIGNED_IN; of OFFICE.ONE: office(Right.…); one that anybody may read: PUBLIC; `.also("post")` where it takes
forms. An argument that is new gets its value in World.value_for.
"""


def askers(index: int, rule: Rule, method: str) -> Iterator[Who]:
    """Who asks for this address: everybody, or everybody in turn."""
    alike = rule in ALIKE or rule.lets_in is ENTER.lets_in or method not in rule.methods
    for place, who in enumerate(ROSTER):
        in_turn = alike or (rule.in_office and not has_anywhere(who, Right.ENTER_OFFICE))
        if not in_turn or who in ALWAYS or (place + index) % EVERY == 0:
            yield who


def checks() -> int:
    """How many questions are asked in all."""
    rules = ((index, rule_of(pattern)) for index, pattern in ADDRESSES)
    return sum(len(list(askers(index, rule, method))) for index, rule in rules if rule for method in METHODS)


def test_every_address_has_a_rule() -> None:
    for _, pattern in ADDRESSES:
        assert rule_of(pattern), WHAT_TO_DO.format(pattern.name or pattern.route)


def test_every_rule_has_its_address() -> None:
    used = {id(rule_of(pattern)) for _, pattern in ADDRESSES}
    names = {pattern.name or pattern.route for _, pattern in ADDRESSES}
    assert {name for name in RULES if "*" not in name} <= names
    assert {id(rule) for rule in RULES.values()} <= used


def test_a_family_of_names_lets_nobody_new_in() -> None:
    assert all(rule in MAY_BE_FAMILIES for name, rule in RULES.items() if "*" in name and name[0] != "/")


def test_so_many_questions() -> None:
    assert checks() >= 1_500
    assert len(ADDRESSES) > 190


@pytest.mark.slow
@pytest.mark.parametrize(
    ("index", "pattern"),
    ADDRESSES,
    ids=[f"{pattern.name or 'nameless'} {index}" for index, pattern in ADDRESSES],
)
def test_who_reaches_what(
    world: World, visitor: Visitor, index: int, pattern: Pattern, settings: Any
) -> None:
    # There is no federation that one could be sent to.
    settings.STRONG_LOGIN = pattern.name not in ("accounts:strong_begin", "accounts:agent_invitation")
    rule = rule_of(pattern)
    assert rule, WHAT_TO_DO.format(pattern.name or pattern.route)
    before, faults = digest(), []
    for method in METHODS:
        for who in askers(index, rule, method):
            address = world.address_for(who, pattern)
            expected = rule.expected(who, method)
            undo = Outcome.ALLOWED in expected or rule.shown_to(who)
            data = dict(rule.sent) if method == "post" else None
            answer = visitor.ask(world.cookies_of(who), method, address, data, key=pattern.route, undo=undo)
            found = [
                *wrong(answer, expected, who, rule),
                *(wrote_by_reading(answer, rule) if method == "get" else ()),
            ]
            faults += [f"{method} {address} by {who}: {fault}" for fault in found]
    assert not faults, f"{rule.said}\n" + "\n".join(faults)
    assert digest() == before


def is_personal(rule: Rule) -> bool:
    """Whether what is answered depends on who asks."""
    return rule.in_office or rule.lets_in not in (everybody, nobody)


def wrote_by_reading(answer: Answer, rule: Rule) -> Iterator[str]:
    """Outside Wagtail's own pages, a GET writes nothing but that somebody's data were seen."""
    if not rule.in_office and not answer.only_noted:
        yield f"wrote {answer.wrote} by reading"


def wrong(answer: Answer, expected: frozenset[Outcome], who: Who, rule: Rule) -> Iterator[str]:
    """What is wrong with an answer."""
    response = answer.response
    if answer.outcome not in expected:
        wanted = ", ".join(sorted(outcome.value for outcome in expected))
        yield f"{answer.outcome.value} ({response.status_code}), where one is {wanted}"
    shown = answer.outcome is Outcome.FORBIDDEN and rule.shown_to(who)
    if answer.outcome is not Outcome.ALLOWED and answer.wrote and not (shown and answer.only_noted):
        yield f"wrote {answer.wrote}"
    kept = response.get("Cache-Control", "")
    if who.level and is_personal(rule) and answer.outcome is not Outcome.NO_METHOD and "no-store" not in kept:
        yield f"may be kept: {kept}"
