"""The first page: what waits, and a menu of what exists."""

import pytest
from django.test import Client

from portal.accounts.enums import Role
from portal.queues import registry
from tests.office.conftest import agent_of
from tests.office.house import client_of


@pytest.fixture(autouse=True)
def no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_queues", {})


def test_nothing_waits(office: Client) -> None:
    page = office.get("/office/").content.decode()
    assert "Rien ne vous attend pour le moment." in page
    assert "Bonjour Aline" in page


def test_the_register_and_its_figures_are_offered_to_who_may_read_them(office: Client) -> None:
    page = office.get("/office/").content.decode()
    assert 'href="/office/registre/"' in page
    assert 'href="/office/registre/chiffres/"' in page
    editor = client_of(agent_of(Role.EDITOR)).get("/office/").content.decode()
    assert "Rien ne vous attend pour le moment." in editor
    assert "/office/registre/" not in editor


def test_the_menu_names_what_exists(office: Client) -> None:
    response = office.get("/office/")
    page = response.content.decode()
    assert '"name": "listings"' in page
    assert '"name": "gazetteer"' in page
    assert '"name": "reports"' not in page
    for_editors = [f'"name": "{name}"' for name in ("explorer", "images", "documents", "faq", "settings")]
    assert [line for line in for_editors if line not in page] == []
    office.force_login(agent_of(Role.HELPDESK))
    page = office.get("/office/").content.decode()
    assert '"name": "listings"' in page
    assert [line for line in for_editors if line in page] == []


@pytest.mark.parametrize(
    "address", ["/office/", "/office/personnes/", "/office/snippets/facilities/listing/"]
)
def test_a_tab_of_the_browser_names_the_portal(office: Client, address: str) -> None:
    page = office.get(address).content.decode()
    assert "OFFICE.ONE" in page.split("<title>")[1].split("</title>")[0]
    assert "Wagtail" not in page.split("<title>")[1].split("</title>")[0]


@pytest.mark.parametrize("address", ["/office/users/", "/office/groups/", "/office/users/add/"])
def test_wagtails_users_and_groups_give_way(office: Client, address: str) -> None:
    assert office.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/office/bulk/accounts/user/delete/?id=1",
        "/office/bulk/accounts/user/assign_role/?id=1",
        "/office/bulk/accounts/user/set_active_state/?id=1",
        "/office/bulk/facilities/listing/delete/?id=1",
    ],
)
def test_bulk_actions_give_way(office: Client, address: str) -> None:
    assert office.get(address).status_code == 404
    assert office.post(address).status_code == 404
