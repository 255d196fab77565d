"""The bell: the count on each page, the list, opening, and nobody else's."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.service import writing
from portal.notifications.access import notifications_of, unread_count
from portal.notifications.models import Notification
from tests.accounts.conftest import MakeUser
from tests.notifications.conftest import told
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PAGE, ALL = "/pro/notifications/", "/pro/notifications/tout-lire/"


@pytest.fixture
def aline(make_user: MakeUser) -> User:
    return make_user("aline")


@pytest.fixture
def client(aline: User) -> StrictClient:
    return client_of(aline)


def open_path(number: int) -> str:
    return f"/pro/notifications/{number}/ouvrir/"


def words(client: StrictClient, path: str = PAGE) -> str:
    page = BeautifulSoup(client.get(path).content, "lxml")
    return " ".join(page.get_text(" ").replace("\u00a0", " ").split())


def bell(client: StrictClient) -> str:
    """What a screen reader says of it."""
    page = BeautifulSoup(client.get("/pro/aide/").content, "lxml")
    link = page.select_one("header .bell")
    assert link is not None
    for unheard in link.select("[aria-hidden]"):
        unheard.extract()
    return " ".join(link.get_text().split())


class TestBell:
    def test_it_says_how_many_in_words(self, client: StrictClient, aline: User) -> None:
        assert bell(client) == "Notifications : aucune non lue"
        told(aline)
        assert bell(client) == "Notifications : 1 non lue"
        told(aline)
        assert bell(client) == "Notifications : 2 non lues"
        page = client.get("/pro/aide/").content.decode()
        assert '<span class="bell__count" aria-hidden="true">2</span>' in page

    def test_it_costs_one_query_a_page(self, client: StrictClient, aline: User) -> None:
        told(*[aline])
        client.get("/pro/aide/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/pro/aide/")
        asked = [query["sql"] for query in seen.captured_queries if "notifications_" in query["sql"]]
        assert len(asked) == 1
        assert "LIMIT 100" in asked[0]


class TestList:
    def test_one_s_own_newest_first(self, client: StrictClient, aline: User, make_user: MakeUser) -> None:
        told(make_user("bruno"), text="Rien pour Aline.")
        told(aline, text="La première.")
        told(aline, text="La seconde.")
        page = words(client)
        assert page.index("La seconde.") < page.index("La première.")
        assert "Rien pour Aline" not in page
        assert page.count("Non lue") == 2

    def test_nothing_yet(self, client: StrictClient) -> None:
        page = words(client)
        assert "Rien pour le moment." in page
        assert "Tout marquer comme lu" not in page

    def test_looking_writes_nothing(self, client: StrictClient, aline: User) -> None:
        told(aline)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
            client.head(PAGE)
        assert unread_count(aline.pk) == 1
        assert [
            query["sql"] for query in seen.captured_queries if not query["sql"].startswith("SELECT")
        ] == []

    def test_page_by_page(self, client: StrictClient, aline: User) -> None:
        for number in range(45):
            told(aline, text=f"Numéro {number}.")
        first, last = words(client), words(client, f"{PAGE}?page=3")
        assert ("Numéro 44." in first, "Numéro 24." in first) == (True, False)
        assert ("Numéro 4." in last, "Numéro 5." in last) == (True, False)
        assert "Suivante" in first
        for odd in ("0", "99", "x", "-1", "1" * 50):
            assert client.get(f"{PAGE}?page={odd}").status_code == 200

    def test_the_number_of_queries_does_not_follow_the_number_of_rows(
        self, client: StrictClient, aline: User
    ) -> None:
        client.get(PAGE)
        counts = []
        for times in (1, 30):
            for _ in range(times):
                told(aline)
            with CaptureQueriesContext(connection) as seen:
                client.get(PAGE)
            counts.append(len(seen))
        # Session, user, posts, memberships, unread, how many, and the rows.
        assert counts == [7, 7]

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            ({"mail_attempts": 1}, "n’est pas encore parti"),
            ({"mail_due_at": None, "mail_given_up_at": clock.now()}, "n’a pas pu partir"),
            ({"mail_due_at": None, "mailed_at": clock.now()}, ""),
        ],
    )
    def test_an_email_that_fails_is_said(
        self, client: StrictClient, aline: User, state: dict[str, Any], said: str
    ) -> None:
        told(aline)
        with writing():
            Notification.objects.update(**state)
        assert said in words(client)
        assert bool(said) is ("L’e-mail" in words(client))


class TestOpening:
    def test_it_is_read_and_leads_on(self, client: StrictClient, aline: User) -> None:
        [number] = told(aline, path="/pro/utilisateur/")
        assert client.post(open_path(number))["Location"] == "/pro/utilisateur/"
        assert unread_count(aline.pk) == 0
        page = client.get(PAGE).content.decode()
        assert "Non lue" not in page
        assert '<a href="/pro/utilisateur/">Ouvrir' in page

    def test_without_a_page_it_leads_back(self, client: StrictClient, aline: User) -> None:
        [number] = told(aline, path="")
        assert "Marquer comme lue" in words(client)
        assert client.post(open_path(number))["Location"] == PAGE

    @pytest.mark.parametrize("number", [0, 999_999, 10**30])
    def test_anothers_does_not_exist(self, client: StrictClient, make_user: MakeUser, number: int) -> None:
        [foreign] = told(make_user("bruno"))
        for wanted in (foreign, number):
            assert client.post(open_path(wanted)).status_code == 404
            assert client.get(open_path(wanted)).status_code == 405
        assert Notification.objects.get().read_at is None

    def test_all_at_once(self, client: StrictClient, aline: User, make_user: MakeUser) -> None:
        bruno = make_user("bruno")
        told(aline, bruno)
        told(aline)
        page = client.post(ALL, follow=True).content.decode()
        assert "Toutes vos notifications sont marquées comme lues." in page
        assert (unread_count(aline.pk), unread_count(bruno.pk)) == (0, 1)

    @pytest.mark.parametrize("path", [ALL, "/pro/notifications/1/ouvrir/"])
    def test_one_that_comes_after_the_session_has_ended_is_not_taken_as_sent(
        self, client: StrictClient, aline: User, path: str
    ) -> None:
        told(aline)
        answer = client.post(path, {"draft": "x"}, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
        assert unread_count(aline.pk) == 1


def test_a_deleted_row_of_nobody_is_no_error(client: StrictClient, aline: User) -> None:
    [number] = told(aline)
    with writing():
        notifications_of(aline.pk).delete()
    assert client.post(open_path(number)).status_code == 404
