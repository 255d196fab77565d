"""The bell in the Wagtail admin: the menu's count, the page, one's own rows only."""

import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.access import notifications_of, unread_count
from portal.notifications.models import Notification
from tests.notifications.conftest import later, told  # noqa: F401 -- a fixture
from tests.office.conftest import agent_of
from tests.strictness.pages import StrictClient

PAGE, ALL = "/office/notifications/", "/office/notifications/tout-lire/"


@pytest.fixture
def helper(db: None) -> User:
    """An agent by function; being given it is what they were told first."""
    return agent_of(Role.HELPDESK)


@pytest.fixture
def strong(helper: User) -> StrictClient:
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(helper)
    return client


def label(client: Client) -> str:
    """Of the menu's line, with what is heard of it, where that differs."""
    page = client.get("/office/").content.decode()
    found = re.search(r'"name": "notifications", "label": "([^"]*)".*?"attrs": (\{[^}]*\})', page)
    assert found
    return " = ".join([found[1], *json.loads(found[2]).values()])


def main_part(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().partition("<main")[2].split())


def test_the_menu_counts_for_whoever_looks(strong: StrictClient, office: Client, agent: User) -> None:
    with writing():
        Notification.objects.filter(user=agent).update(read_at=clock.now())
    assert label(strong) == "Notifications (1) = Notifications (1 non lue)"
    assert label(office) == "Notifications"
    told(agent)
    told(agent)
    assert label(office) == "Notifications (2) = Notifications (2 non lues)"
    assert label(strong) == "Notifications (1) = Notifications (1 non lue)"


def test_the_count_is_one_query_a_page(office: Client) -> None:
    office.get("/office/search/")
    with CaptureQueriesContext(connection) as seen:
        office.get("/office/search/")
    assert len([1 for query in seen.captured_queries if "notifications_" in query["sql"]]) == 1


def test_one_s_own_and_nothing_of_anybody_else(
    strong: StrictClient,
    helper: User,
    agent: User,
    later: Callable[..., None],  # noqa: F811
) -> None:
    told(agent, text="Rien pour le helpdesk.")
    later(minutes=1)
    told(helper, text="La plus récente.")
    page = main_part(strong)
    assert page.index("La plus récente.") < page.index("Une fonction vous est donnée")
    assert "Rien pour le helpdesk" not in page
    assert page.count("Non lue<") == 2


def test_opening_marks_it_read_and_leads_on(strong: StrictClient, helper: User) -> None:
    number = notifications_of(helper.pk).get().pk
    strong.get(PAGE)
    assert unread_count(helper.pk) == 1
    answer = strong.post(f"/office/notifications/{number}/ouvrir/")
    assert answer["Location"] == "/pro/utilisateur/"
    assert unread_count(helper.pk) == 0
    assert "Non lue<" not in main_part(strong)


def test_without_a_page_it_leads_back(office: Client, agent: User) -> None:
    [number] = told(agent, path="")
    assert "Marquer comme lue" in main_part(office)
    assert office.post(f"/office/notifications/{number}/ouvrir/")["Location"] == PAGE


def test_anothers_does_not_exist(office: Client, helper: User) -> None:
    """Not even for a superuser."""
    foreign = notifications_of(helper.pk).get().pk
    for number in (foreign, 0, 999_999, 10**30):
        assert office.post(f"/office/notifications/{number}/ouvrir/").status_code == 404
        assert office.get(f"/office/notifications/{number}/ouvrir/").status_code == 405
    assert unread_count(helper.pk) == 1


def test_all_at_once(strong: StrictClient, helper: User, agent: User) -> None:
    told(helper, agent)
    others = unread_count(agent.pk)
    assert "sont marquées comme lues" in strong.post(ALL, follow=True).content.decode()
    assert (unread_count(helper.pk), unread_count(agent.pk)) == (0, others)
    assert others


def test_page_by_page_with_a_constant_number_of_queries(office: Client, agent: User) -> None:
    office.get(PAGE)
    counts = []
    for times in (1, 44):
        for _ in range(times):
            told(agent)
        with CaptureQueriesContext(connection) as seen:
            page = main_part(office)
        counts.append(len([1 for query in seen.captured_queries if "notifications_" in query["sql"]]))
    # How many there are, the rows, the unread for the page and for the menu.
    assert counts == [4, 4]
    assert "Page 1 sur 3" in page
    assert office.get(f"{PAGE}?p=99").status_code == 200


def test_nothing_yet(office: Client, agent: User) -> None:
    with writing():
        Notification.objects.filter(user=agent).delete()
    assert "Rien pour le moment." in main_part(office)


@pytest.mark.parametrize("address", [ALL, "/office/notifications/1/ouvrir/", PAGE])
def test_behind_the_door(client: Client, helper: User, address: str) -> None:
    for way in ("/connexion/?next=", "/connexion/renforcer/?next="):
        assert client.get(address)["Location"].startswith(way)
        assert client.post(address)["Location"].startswith(way)
        # Nor with a password alone: agents sign in strongly.
        client.force_login(helper)
    assert unread_count(helper.pk) == 1
