"""OFFICE.ONE is closed unless it was opened, at every address; open, it lets nobody pass unnamed."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from portal.office.door import WALLED_UP
from tests.office.addresses import office_addresses

METHODS = ("get", "head", "post", "put", "delete")
NEVER = [
    "/_util/login/",
    "/office/password_reset/",
    "/office/failwhale/",
    "/office/test404/",
    "/office/choose-external-link/",
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


def test_a_person_without_a_function_gets_no_further(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("professionnelle", password="x"))
    for address in ("/office/", "/office/snippets/facilities/listing/", "/office/gazetteer/"):
        assert client.get(address, follow=True).status_code in (200, 403)
        assert client.get(address)["Location"].startswith("/connexion/?next=")


def test_the_way_in(client: Client, db: None) -> None:
    call_command("demo_people", verbosity=0)
    page = client.get("/office/", follow=True)
    assert "OFFICE.ONE" in page.content.decode()
    answer = client.post("/connexion/", {"username": "agent", "password": "demo", "next": "/office/"})
    assert answer["Location"] == "/office/"
    assert "Ce qui vous attend" in client.get("/office/").content.decode()


def test_wagtails_log_in_and_out_give_way(office: Client) -> None:
    assert office.get("/office/login/?next=/office/gazetteer/")["Location"].startswith("/connexion/?next=")
    assert office.get("/office/logout/").status_code == 405
    assert office.post("/office/logout/")["Location"] == "/connexion/"
    assert office.get("/office/").status_code == 302


@pytest.mark.usefixtures("closed")
def test_no_known_password_where_it_is_closed(db: None) -> None:
    with pytest.raises(CommandError, match="fermé"):
        call_command("demo_people")


def test_no_known_password_beside_the_accounts_of_others(db: None) -> None:
    User.objects.create_user("professionnelle", password="x")
    with pytest.raises(CommandError, match="déjà des comptes"):
        call_command("demo_people")


@pytest.mark.parametrize("is_open", [True, False])
def test_a_deployment_with_a_password_door_is_an_error(settings: Any, is_open: bool) -> None:
    settings.OFFICE_OPEN = is_open
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert ("office.E001" in found) is is_open
