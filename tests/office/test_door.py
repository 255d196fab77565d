"""OFFICE.ONE is closed unless it was opened, at every address; open, it lets nobody pass unnamed."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.enums import STRONG, LoginLevel
from portal.accounts.models import User
from portal.office.door import WALLED_UP
from tests.office.addresses import office_addresses
from tests.strictness.pages import StrictClient

METHODS = ("get", "head", "post", "put", "delete")
NEVER = [
    "/_util/login/",
    "/office/password_reset/",
    "/office/failwhale/",
    "/office/test404/",
]


@pytest.fixture
def closed(settings: Any) -> None:
    settings.OFFICE_OPEN = False


def test_the_list_of_addresses_is_the_real_one() -> None:
    addresses = office_addresses()
    assert len(addresses) > 150
    assert {"/office/", "/office/login/", "/office/snippets/facilities/listing/edit/1/"} <= set(addresses)


@pytest.mark.usefixtures("closed")
def test_closed_nothing_answers(office: Client) -> None:
    for address in [*office_addresses(), "/office/nulle-part/"]:
        for method in METHODS:
            response = getattr(office, method)(address)
            assert response.status_code == 404, (method, address)
            if method == "get" and not address.startswith(WALLED_UP):
                assert "OFFICE.ONE est fermé" in response.content.decode()


def test_open_an_anonymous_visitor_only_reaches_the_log_in(db: None, client: Client) -> None:
    for address in office_addresses():
        for method in METHODS:
            response = getattr(client, method)(address)
            if address.startswith(WALLED_UP):
                assert response.status_code == 404
            else:
                assert response.status_code == 302, (method, address)
                assert response["Location"].startswith("/connexion/?next=")


@pytest.mark.parametrize("address", NEVER)
def test_other_log_ins_are_walled_up_for_everybody(office: Client, address: str) -> None:
    for method in METHODS:
        assert getattr(office, method)(address).status_code == 404


def test_a_person_without_a_function_gets_no_further(client: StrictClient, db: None) -> None:
    client.level = LoginLevel.EID
    client.force_login(User.objects.create_user("professionnelle", password="x"))
    for address in ("/office/", "/office/snippets/facilities/listing/", "/office/gazetteer/"):
        assert client.get(address, follow=True).status_code in (200, 403)
        assert client.get(address)["Location"].startswith("/connexion/?next=")


@pytest.mark.slow
@pytest.mark.databases
def test_a_password_alone_reaches_nothing(client: Client, agent: User) -> None:
    """Every address, every method: to the page that says why, and no further."""
    client.force_login(agent)
    for address in office_addresses():
        if address.startswith(WALLED_UP) or not address.startswith("/office/"):
            continue
        for method in METHODS:
            answer = getattr(client, method)(address)
            assert answer["Location"].startswith("/connexion/renforcer/?next="), (method, address)


@pytest.mark.parametrize("level", [level for level in LoginLevel if level >= STRONG])
def test_each_strong_key_opens(client: StrictClient, agent: User, level: LoginLevel) -> None:
    client.level = level
    client.force_login(agent)
    assert client.get("/office/").status_code == 200


def test_the_way_in_says_why_a_password_is_not_enough(client: Client, db: None) -> None:
    call_command("demo_people", verbosity=0)
    page = client.get("/office/", follow=True)
    assert "OFFICE.ONE" in page.content.decode()
    answer = client.post("/connexion/", {"username": "agent", "password": "demo", "next": "/office/"})
    assert answer["Location"] == "/office/"
    page = client.get("/office/", follow=True)
    assert "On n’y entre pas avec un mot de passe seul" in page.content.decode()


def test_wagtails_log_in_and_out_give_way(office: Client) -> None:
    assert office.get("/office/login/?next=/office/gazetteer/")["Location"].startswith("/connexion/?next=")
    assert office.get("/office/logout/").status_code == 405
    assert office.post("/office/logout/")["Location"] == "/deconnexion/faite/"
    assert office.get("/office/").status_code == 302


def test_no_known_password_where_it_is_no_trial(db: None, settings: Any) -> None:
    settings.IS_TRIAL = False
    with pytest.raises(CommandError, match="pas un site d’essai"):
        call_command("demo_people")


def test_no_known_password_beside_the_accounts_of_others(db: None) -> None:
    User.objects.create_user("professionnelle", password="x")
    with pytest.raises(CommandError, match="déjà des comptes"):
        call_command("demo_people")


@pytest.mark.parametrize(
    ("issuer", "emergency", "told"),
    [
        ("https://federation.example", False, set()),
        ("http://federation.example", False, {"office.E001"}),
        ("https://federation.example", True, {"office.W001"}),
        ("", False, {"office.W002"}),
    ],
)
def test_a_deployment_is_told_of_a_weak_door(
    settings: Any, issuer: str, emergency: bool, told: set[str]
) -> None:
    settings.CSAM_ISSUER, settings.STRONG_LOGIN = issuer, bool(issuer)
    settings.EMERGENCY_ACCESS = emergency
    found = {str(message.id) for message in run_checks(include_deployment_checks=True)}
    assert {name for name in found if name.startswith("office.")} == told


@pytest.mark.usefixtures("closed")
def test_a_closed_house_has_no_weak_door(settings: Any) -> None:
    settings.EMERGENCY_ACCESS = True
    found = {str(message.id) for message in run_checks(include_deployment_checks=True)}
    assert not any(name.startswith("office.") for name in found)
