"""Every page of people and organisers × who asks × GET and POST, from the resolver; and nothing foreign."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from portal.accounts.enums import LoginLevel
from portal.audit.models import AuditEntry
from portal.facilities.models import Membership
from portal.kernel.service import writing
from tests.office.house import AGENTS, ASKED, CANARY, House, Place, client_of, everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHO = ("anonymous", "professional", *AGENTS)
OUT = 302

# Who gets in, and what they are answered; everybody else who works at ONE: 404.
SEES_PEOPLE = frozenset({"officer", "helpdesk", "digipro", "administrator"})
SEES_MEMBERS = SEES_PEOPLE | {"watch"}
HELPS = frozenset({"helpdesk", "digipro"})
DEACTIVATES = HELPS | {"administrator"}
MANAGES_AGENTS = frozenset({"digipro", "administrator"})
# Name → who, GET, POST of an empty form.
RULES: dict[str, tuple[frozenset[str], int, int]] = {
    "office_people": (SEES_PEOPLE, 200, 303),
    "office_person": (SEES_PEOPLE, 200, 405),
    "office_send_link": (HELPS, 405, 302),
    "office_invite_keys": (HELPS, 405, 302),
    "office_unlock": (HELPS, 405, 302),
    "office_forget_niss": (HELPS, 200, 302),
    "office_deactivate": (DEACTIVATES, 200, 200),
    "office_reactivate": (DEACTIVATES, 200, 200),
    "office_give_function": (MANAGES_AGENTS, 200, 200),
    "office_end_function": (MANAGES_AGENTS, 200, 200),
    "office_stand_ins": (MANAGES_AGENTS, 200, 200),
    "office_end_stand_in": (MANAGES_AGENTS, 200, 302),
    "office_agent_invitations": (MANAGES_AGENTS, 200, 405),
    "office_invite_agent": (MANAGES_AGENTS, 200, 200),
    "office_send_agent_invitation": (MANAGES_AGENTS, 200, 302),
    "office_withdraw_agent_invitation": (MANAGES_AGENTS, 200, 302),
    "office_own_stand_ins": (frozenset(AGENTS), 200, 200),
    # The one under trial is the watch unit's.
    "office_end_own_stand_in": (frozenset({"watch"}), 200, 302),
    "office_organisers": (SEES_MEMBERS, 200, 303),
    "office_organiser": (SEES_MEMBERS, 200, 405),
    "office_invite": (HELPS, 200, 200),
    "office_strong_login": (HELPS, 200, 200),
    "office_withdraw_invitation": (HELPS, 200, 302),
    "office_change_role": (HELPS, 200, 200),
    "office_remove_member": (HELPS, 200, 302),
    "office_register": (SEES_MEMBERS, 200, 405),
    "office_figures": (SEES_MEMBERS, 200, 405),
}
# What a form that is filled in says, of whatever page.
FILLED = {
    "reason": "essai", "function": "helpdesk", "territory": "", "since": "2026-01-01",
    "first_day": "2030-01-01", "last_day": "2030-01-02", "first_name": "Zoé", "last_name": "Martin",
    "email": "zoe@exemple.be", "role": "titulaire", "recherche": ASKED,
    "required": "oui", "until": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def offered(settings: Any) -> None:
    settings.STRONG_LOGIN = True


def patterns() -> dict[str, list[str]]:
    """Name → its arguments. The other pages of OFFICE.ONE are in tests/security/access."""
    found = get_resolver().reverse_dict
    return {name: list(found.getlist(name)[0][0][0][1]) for name in RULES}


def address(name: str, house: House, place: Place, **changes: int) -> str:
    known = house.arguments(place)
    if name == "office_reactivate":
        known["user_id"] = house.gone.pk
    if "agent_invitation" in name:
        known["invitation_id"] = house.agent_invitation.pk
    if "function" in name or "stand_in" in name:
        known["user_id"] = house.agents["watch"].pk
    return reverse(name, kwargs={argument: (known | changes)[argument] for argument in patterns()[name]})


def sender(who: str, house: House) -> Any:
    return client_of({"professional": house.own.holder, **house.agents}.get(who))


def wanted(who: str, name: str, method: str) -> int:
    allowed, get, post = RULES[name]
    if who not in AGENTS:
        return OUT
    return (get if method == "get" else post) if who in allowed else 404


def missing(who: str, name: str, method: str) -> int:
    """What is not there is asked for after whether the page takes such a method at all."""
    return 405 if wanted(who, name, method) == 405 else 404


@pytest.mark.parametrize("who", WHO)
def test_who_reaches_what(house: House, who: str) -> None:
    client, before = sender(who, house), everything()
    for name in RULES:
        answer = client.get(address(name, house, house.own))
        assert answer.status_code == wanted(who, name, "get"), (who, name)
        if who not in AGENTS:
            assert answer["Location"].startswith("/connexion/?next=")
        assert everything() == before, (who, name)


@pytest.mark.parametrize("name", RULES)
def test_who_posts_what(house: House, name: str) -> None:
    for who in WHO:
        before, status = everything(), wanted(who, name, "post")
        with transaction.atomic():
            answer = sender(who, house).post(address(name, house, house.own))
            assert answer.status_code == status, (who, name)
            if status not in (302, 303) or who not in AGENTS:
                assert everything() == before, (who, name)
            # For the next one, all is as it was.
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", RULES)
def test_a_password_lets_no_agent_in(house: House, name: str) -> None:
    before = everything()
    for who in AGENTS:
        client = client_of(house.agents[who], LoginLevel.PASSWORD)
        for method in ("get", "post"):
            answer = getattr(client, method)(address(name, house, house.own), FILLED)
            assert answer.status_code in (302, 404)
            assert CANARY not in answer.content.decode()
    assert everything() == before


class TestForeign:
    """An agent in charge of Namur finds nothing of Liège."""

    def test_no_list_and_no_search_shows_it(self, house: House) -> None:
        client = client_of(house.agents["officer"])
        for name in ("office_people", "office_organisers"):
            for text in ("", ASKED, f"hilde@{CANARY}.example", "martin", "hilde"):
                answer = client.post(reverse(name), {"recherche": text}, follow=True)
                assert CANARY.lower() not in answer.content.decode().lower().replace(
                    f"@{CANARY}.".lower(), ""
                )
                assert answer.status_code == 200

    def test_the_canary_is_found_where_it_may_be(self, house: House) -> None:
        client = client_of(house.agents["helpdesk"])
        for name in ("office_people", "office_organisers"):
            assert CANARY in client.post(reverse(name), {"recherche": ASKED}, follow=True).content.decode()
        for name in RULES:
            if RULES[name][1] == 200 and "helpdesk" in RULES[name][0] and patterns()[name]:
                changes = {"user_id": house.foreign.member.pk} if "user_id" in patterns()[name] else {}
                if name != "office_reactivate":
                    page = client.get(address(name, house, house.foreign, **changes))
                    assert CANARY in page.content.decode(), name

    @pytest.mark.parametrize("who", ["officer", "editor", "watch"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_no_page_and_no_action(self, house: House, who: str, method: str) -> None:
        client, before = client_of(house.agents[who]), everything()
        consulted = AuditEntry.objects.count()
        for name, arguments in patterns().items():
            if not arguments or (who == "watch" and name in ("office_organiser", "office_end_own_stand_in")):
                continue
            values = house.arguments(house.foreign)
            answer = getattr(client, method)(
                reverse(name, kwargs={key: values[key] for key in arguments}), FILLED
            )
            assert answer.status_code == missing(who, name, method), (who, name)
            assert CANARY not in answer.content.decode()
        assert everything() == before
        assert AuditEntry.objects.count() == consulted

    def test_whoever_belongs_to_both_is_shown_by_half(self, house: House) -> None:
        """The person is theirs to see; where else the person has access is not."""

        with writing():
            Membership.objects.create(
                organiser=house.foreign.organiser, user=house.own.member, role="titulaire", since="2020-01-01"
            )
        client = client_of(house.agents["officer"])
        for path in (reverse("office_people"), reverse("office_person", args=[house.own.member.pk])):
            page = client.get(path).content.decode()
            assert "Les Tilleuls" in page
            assert CANARY not in page
        everywhere = client_of(house.agents["helpdesk"])
        page = everywhere.get(reverse("office_person", args=[house.own.member.pk])).content.decode()
        assert CANARY in page


@pytest.mark.parametrize("name", [name for name in RULES if patterns()[name]])
def test_what_is_nothing_is_not_found(house: House, name: str) -> None:
    client, before = client_of(house.agents["digipro"]), everything()
    for argument in patterns()[name]:
        for value in (0, 999_999, 10**30):
            for method in ("get", "post"):
                answer = getattr(client, method)(address(name, house, house.own, **{argument: value}), FILLED)
                assert answer.status_code == missing("digipro", name, method), (argument, value)
    assert everything() == before
