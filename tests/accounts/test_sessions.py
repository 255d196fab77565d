"""When a session begins, what it is kept in, and when it ends."""

from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.cache import has_vary_header

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.sessions import SEEN_COOKIE
from portal.audit.models import AuditEntry
from portal.kernel.actors import SystemActor
from tests.accounts.doors import HOME, PROLONG, SIGN_IN, SIGN_OUT, is_in, make_person, sign_in, wait
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
MINUTE_IN_DAYS = 24 * 60


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def inside(client: StrictClient, person: User) -> StrictClient:
    assert sign_in(client)["Location"] == HOME
    assert is_in(client)
    return client


def make_agent(user: User) -> None:
    posts.give_post(actor=SystemActor("essai"), user=user, function=Role.HELPDESK, since=date(2020, 1, 1))


class TestBeginning:
    def test_the_key_is_new(self, client: StrictClient, person: User) -> None:
        """A key planted in the browser beforehand opens nothing (fixation)."""
        session = client.session
        session["planted"] = "by a stranger"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        sign_in(client)
        assert client.cookies["sessionid"].value != planted
        assert not Session.objects.filter(session_key=planted).exists()
        assert "planted" not in client.session

    def test_signing_in_again_makes_a_new_key_too(self, inside: StrictClient) -> None:
        before = inside.cookies["sessionid"].value
        sign_in(inside)
        assert inside.cookies["sessionid"].value != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_the_cookies_are_for_the_browser_alone(self, inside: StrictClient) -> None:
        for name in ("sessionid", SEEN_COOKIE):
            cookie = inside.cookies[name]
            assert cookie["httponly"], name
            assert cookie["samesite"] == "Lax", name
            # Without an end, hence gone with the browser.
            assert cookie["max-age"] == "", name

    def test_they_travel_encrypted_where_the_session_does(
        self, client: StrictClient, person: User, settings: object
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
        sign_in(client)
        assert client.cookies["sessionid"]["secure"]
        assert client.cookies[SEEN_COOKIE]["secure"]

    def test_level_and_person_are_known_to_views(self, inside: StrictClient, person: User) -> None:
        request = inside.get(HOME).wsgi_request
        assert request.user.level == LoginLevel.PASSWORD
        assert request.person.pk == person.pk
        assert request.person.level == LoginLevel.PASSWORD

    def test_nobody_is_nobody(self, client: StrictClient) -> None:
        assert client.get(SIGN_IN).wsgi_request.person is None

    def test_a_session_begun_by_another_door_counts_for_nothing(self, person: User) -> None:
        client = Client()
        client.force_login(person, "portal.accounts.backend.ByNameOrEmail")
        assert not is_in(client)
        assert not Session.objects.exists()

    def test_it_is_in_the_history(self, inside: StrictClient, person: User) -> None:
        inside.post(SIGN_OUT)
        entries = AuditEntry.objects.filter(subject_type="accounts.user", subject_id=person.pk)
        told = list(entries.order_by("pk").values_list("purpose", "actor_id", "changes"))
        assert told == [
            ("connexion", person.pk, {"login": ["", "mot de passe"]}),
            ("déconnexion", person.pk, {"login": ["connecté", ""]}),
        ]


class TestEnding:
    @pytest.mark.parametrize(("minutes", "still"), [(29, True), (30, False), (600, False)])
    def test_idle(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch, minutes: int, still: bool
    ) -> None:
        wait(monkeypatch, minutes=minutes)
        assert is_in(inside) is still

    def test_each_request_counts_as_a_sign_of_life(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(5):
            wait(monkeypatch, minutes=25)
            assert is_in(inside)

    def test_absolute(self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(28):
            wait(monkeypatch, minutes=25)
            assert is_in(inside)
        wait(monkeypatch, minutes=20)
        assert not is_in(inside)

    def test_its_row_is_removed(self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        wait(monkeypatch, minutes=31)
        assert not is_in(inside)
        assert not Session.objects.exists()

    @pytest.mark.parametrize("value", ["", "x", "WzEsMTc2NDE1MjAwMCwiIl0:forged"])
    def test_a_lost_or_forged_sign_of_life_prolongs_nothing(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        wait(monkeypatch, minutes=20)
        assert is_in(inside)
        wait(monkeypatch, minutes=20)
        inside.cookies[SEEN_COOKIE] = value
        assert not is_in(inside)

    def test_that_of_another_session_prolongs_nothing(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = StrictClient()
        wait(monkeypatch, minutes=31)
        sign_in(other)
        inside.cookies[SEEN_COOKIE] = other.cookies[SEEN_COOKIE].value
        assert not is_in(inside)

    def test_signing_out_ends_it_for_good(self, inside: StrictClient) -> None:
        key = inside.cookies["sessionid"].value
        assert inside.post(SIGN_OUT).status_code == 302
        assert not is_in(inside)
        thief = Client()
        thief.cookies["sessionid"] = key
        assert not is_in(thief)
        assert not inside.cookies[SEEN_COOKIE].value

    def test_a_link_does_not_sign_out(self, inside: StrictClient) -> None:
        assert inside.get(SIGN_OUT).status_code == 405
        assert is_in(inside)

    def test_two_sessions_live_and_end_apart(self, inside: StrictClient) -> None:
        phone = StrictClient()
        sign_in(phone)
        inside.post(SIGN_OUT)
        assert is_in(phone)
        assert not is_in(inside)

    def test_a_new_password_ends_the_others(self, inside: StrictClient) -> None:
        phone = StrictClient()
        sign_in(phone)
        answer = inside.post(
            "/pro/utilisateur/mot-de-passe/",
            {
                "old_password": "trois-tilleuls-sous-la-pluie",
                "new_password": "quatre-saules-au-bord-de-l-eau",
                "new_password_again": "quatre-saules-au-bord-de-l-eau",
            },
        )
        assert answer.status_code == 302
        assert is_in(inside)
        assert not is_in(phone)

    def test_who_is_no_longer_active_is_out_at_once(self, inside: StrictClient, person: User) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert not is_in(inside)


class TestRemembered:
    def test_for_fourteen_days_whatever_happens(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client, remember="on")
        assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
        wait(monkeypatch, days=13)
        assert is_in(client)
        wait(monkeypatch, days=1)
        assert not is_in(client)

    def test_never_for_agents(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make_agent(person)
        sign_in(client, remember="on")
        assert client.cookies["sessionid"]["max-age"] == ""
        wait(monkeypatch, minutes=31)
        assert not is_in(client)

    def test_not_for_who_became_an_agent_since(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sign_in(client, remember="on")
        make_agent(person)
        assert is_in(client)
        wait(monkeypatch, minutes=31)
        assert not is_in(client)


class TestPages:
    def test_they_are_kept_nowhere(self, inside: StrictClient) -> None:
        for address in (HOME, "/pro/utilisateur/", "/pro/aide/", SIGN_IN):
            assert inside.get(address)["Cache-Control"] == "private, no-store", address

    def test_reading_writes_nothing(self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        wait(monkeypatch, minutes=5)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert is_in(inside)
        assert [q["sql"] for q in seen if not q["sql"].startswith("SELECT")] == []

    def test_the_sign_of_life_is_written_once_a_minute(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert SEEN_COOKIE not in inside.get(HOME).cookies
        wait(monkeypatch, minutes=2)
        assert SEEN_COOKIE in inside.get(HOME).cookies

    def test_parents_pages_do_not_ask_who_reads(self, inside: StrictClient) -> None:
        answer = inside.get("/accessibilite/")
        assert not has_vary_header(answer, "Cookie")
        assert not answer.cookies

    def test_prolonging(self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        wait(monkeypatch, minutes=28)
        assert inside.post(PROLONG).json() == {"seconds": 30 * 60}
        wait(monkeypatch, minutes=28)
        assert is_in(inside)
        wait(monkeypatch, minutes=31)
        late = inside.post(PROLONG)
        assert (late.status_code, late.json()) == (403, {"seconds": 0})

    def test_nobody_is_sent_a_session_for_looking(self, client: StrictClient) -> None:
        client.get(SIGN_IN)
        assert "sessionid" not in client.cookies
        assert not Session.objects.exists()
