"""Every address of PRO.ONE × who asks × GET and POST, from the resolver: a new one without a rule fails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from portal.accounts.enums import LoginLevel
from portal.facilities.models import Invitation, Membership
from tests.pro.conftest import House, client_of

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "stranger", "member", "holder", "agent")
TO_LOGIN = 302

# Of each address: what GET and POST (of an empty form) answer, to each of WHO in this order.
READ = ((TO_LOGIN, 200, 200, 200, 200), (405,) * 5)
OWN_FORM = ((TO_LOGIN, 200, 200, 200, 200), (403, 200, 200, 200, 200))
OF_MEMBERS = ((TO_LOGIN, 404, 200, 200, 404), (405,) * 5)
CHOICE = ((TO_LOGIN, 302, 302, 302, 200), (405,) * 5)
OF_HOLDERS = ((TO_LOGIN, 404, 404, 200, 404), (403, 404, 404, 200, 404))
DECISION_OF_HOLDERS = ((TO_LOGIN, 404, 404, 200, 404), (403, 404, 404, 302, 404))
RULES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "home": READ,
    "help": READ,
    "notifications": READ,
    # The holder's own.
    "open_notification": ((405,) * 5, (403, 404, 404, 302, 404)),
    "read_all_notifications": ((405,) * 5, (403, 302, 302, 302, 302)),
    # An empty form says no to everything that has a box.
    "preferences": ((TO_LOGIN, 200, 200, 200, 200), (403, 302, 302, 302, 302)),
    "user": OWN_FORM,
    "password": OWN_FORM,
    "email": OWN_FORM,
    "convert": OWN_FORM,
    "sign_out_everywhere": ((405,) * 5, (403, TO_LOGIN, TO_LOGIN, TO_LOGIN, TO_LOGIN)),
    "confirm_email": ((TO_LOGIN, 404, 404, 404, 404), (403, 404, 404, 404, 404)),
    # With one organiser alone, its page at once.
    "accesses": CHOICE,
    "access": OF_MEMBERS,
    # With a password alone an agent reaches nothing of anybody's, and no account is read whole or changed.
    "facility": OF_MEMBERS,
    "histories": CHOICE,
    "history": OF_MEMBERS,
    "bank_accounts": CHOICE,
    "bank_account": OF_MEMBERS,
    "state_bank_account": ((TO_LOGIN, 404, 403, 403, 404), (403, 404, 403, 403, 404)),
    "invite": OF_HOLDERS,
    # By password, a holder reads what it means, and decides nothing.
    "strong_login": ((TO_LOGIN, 404, 404, 200, 404), (403, 404, 404, 404, 404)),
    "role": OF_HOLDERS,
    "withdraw": DECISION_OF_HOLDERS,
    "remove": DECISION_OF_HOLDERS,
    # Whoever has the link sees what it offers; an empty form accepts nothing.
    "invitation": ((200,) * 5, (200,) * 5),
}
CASES = [
    (name, who, method, statuses[WHO.index(who)])
    for name, rule in RULES.items()
    for method, statuses in zip(("get", "post"), rule, strict=True)
    for who in WHO
]


@pytest.fixture
def house(placed: House) -> House:
    return placed


def patterns() -> dict[str, list[str]]:
    """Name → its arguments."""
    found = get_resolver().namespace_dict["pro"][1].reverse_dict
    return {name: list(found.getlist(name)[0][0][0][1]) for name in found if isinstance(name, str)}


def address(name: str, house: House, **changes: Any) -> str:
    known = house.arguments | changes
    return reverse(f"pro:{name}", kwargs={argument: known[argument] for argument in patterns()[name]})


def sender(who: str, house: House) -> Client:
    return client_of({"holder": house.holder, "member": house.member, "stranger": house.stranger,
                      "agent": house.agent}.get(who))  # fmt: skip


def accesses() -> list[Any]:
    return [
        list(Membership.objects.order_by("pk").values()),
        list(Invitation.objects.order_by("pk").values()),
    ]


def test_every_address_has_a_rule() -> None:
    assert patterns().keys() == RULES.keys()


@pytest.mark.parametrize(("name", "who", "method", "status"), CASES)
@pytest.mark.usefixtures("step_up")
def test_who_reaches_what(house: House, name: str, who: str, method: str, status: int) -> None:
    before = accesses()
    answer = getattr(sender(who, house), method)(address(name, house))
    assert answer.status_code == status
    if status == TO_LOGIN and who == "anonymous":
        assert answer["Location"].startswith("/connexion/?next=/")
    if status != 302 or method == "get":
        assert accesses() == before
    if status == 200 and name != "invitation":
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", [name for name in RULES if RULES[name][1] != (405,) * 5])
@pytest.mark.usefixtures("step_up")
def test_nothing_is_posted_without_a_token(house: House, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(house.holder).cookies
    before = accesses()
    assert client.post(address(name, house)).status_code == 403
    assert accesses() == before


@pytest.mark.parametrize(
    "name", [name for name in RULES if {404} <= set(RULES[name][0][1:]) and name != "confirm_email"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_another_organisers_does_not_exist(house: House, name: str, method: str) -> None:
    client = client_of(house.holder)
    before = accesses()
    ids = {"organiser_id": (house.other.pk, 0, 999_999, 10**30)}
    if name == "facility":
        ids = {
            "facility_id": (house.foreign_facility.pk if house.foreign_facility else 0, 0, 999_999, 10**30)
        }
    if name == "withdraw":
        ids["invitation_id"] = (0, 999_999, 10**30)
    if name in ("role", "remove"):
        ids["user_id"] = (house.stranger.pk, 0, 999_999, 10**30)
    for argument, values in ids.items():
        for value in values:
            answer = getattr(client, method)(address(name, house, **{argument: value}))
            is_read_only = RULES[name][1] == (405,) * 5
            assert answer.status_code == (405 if is_read_only and method == "post" else 404), (
                argument,
                value,
            )
    assert accesses() == before


def test_an_agent_who_signed_in_strongly_sees_what_the_table_of_rights_says(house: House) -> None:
    from tests.strictness.pages import StrictClient

    client = StrictClient()
    client.level = LoginLevel.ITSME
    client.force_login(house.agent)
    assert client.get(address("access", house)).status_code == 200
    assert client.get(address("invite", house)).status_code == 200
