"""When a session begins, what it is kept in, and when it ends."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.cache import has_vary_header

from portal.accounts import posts, sessions
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.sessions import SEEN_COOKIE
from portal.audit.models import AuditEntry
from portal.kernel.actors import SystemActor
from tests.accounts.doors import HOME, PASSWORD, PROLONG, SIGN_IN, SIGN_OUT, is_in, make_person, sign_in, wait
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
SetClock = Callable[[str], datetime]


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def inside(client: StrictClient, person: User) -> StrictClient:
    assert sign_in(client)["Location"] == HOME
    assert is_in(client)
    return client


def copied(key: str | None = None, **cookies: str) -> Client:
    """Another browser, with cookies that were copied into it."""
    thief = Client()
    for name, value in ({"sessionid": key} if key is not None else cookies).items():
        thief.cookies[name] = value
    return thief


def strongly(user: User) -> StrictClient:
    """A browser in which they have signed in with their eID."""
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(user)
    return client


def level_of(client: Client) -> LoginLevel:
    level: LoginLevel = client.get(HOME).wsgi_request.person.level
    return level


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
            # Without an end, hence gone with the browser; for this host alone, and all of it.
            assert cookie["max-age"] == "", name
            assert (cookie["path"], cookie["domain"]) == ("/", ""), name

    def test_they_travel_encrypted_where_the_session_does(
        self, client: StrictClient, person: User, settings: object
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
        sign_in(client)
        assert client.cookies["sessionid"]["secure"]
        assert client.cookies[SEEN_COOKIE]["secure"]

    def test_whoever_signs_in_after_somebody_finds_nothing_of_theirs(self, inside: StrictClient) -> None:
        make_person("bruno", "bruno@exemple.be")
        kept = inside.session
        kept["of"] = "aline"
        kept.save()
        first = inside.cookies["sessionid"].value
        sign_in(inside, "bruno")
        assert "of" not in inside.session
        page = inside.get(HOME).content.decode()
        assert "Bruno Dubois" in page
        assert "Aline" not in page
        assert not is_in(copied(first))

    @pytest.mark.parametrize("value", ["", "x", "'; --", "a" * 5000, "é", "../../etc/passwd"])
    def test_a_key_that_is_none_opens_nothing(self, person: User, value: str) -> None:
        assert not is_in(copied(value))

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


class TestLevels:
    """A level is that of one log-in: it is in the session's row, where no browser reaches it."""

    def test_a_stronger_log_in_elsewhere_raises_nothing_here(
        self, inside: StrictClient, person: User
    ) -> None:
        strong = strongly(person)
        assert level_of(strong) == LoginLevel.EID
        assert level_of(inside) == LoginLevel.PASSWORD
        assert level_of(strong) == LoginLevel.EID

    def test_a_weaker_one_in_the_same_browser_lowers_it_at_once(self, person: User) -> None:
        browser = strongly(person)
        before = browser.cookies["sessionid"].value
        sign_in(browser)
        assert level_of(browser) == LoginLevel.PASSWORD
        assert not is_in(copied(before))

    def test_a_strong_one_in_the_same_browser_has_a_key_of_its_own(
        self, inside: StrictClient, person: User
    ) -> None:
        before = inside.cookies["sessionid"].value
        request = inside.get(HOME).wsgi_request
        sessions.sign_in(request, person, level=LoginLevel.ITSME)
        assert request.session.session_key != before
        assert not is_in(copied(before))

    def test_no_cookie_says_how_strongly(self, inside: StrictClient) -> None:
        """Whatever a browser sends beside its key, the row decides."""
        for name in ("level", "login", "one_level"):
            inside.cookies[name] = "500"
        answer = inside.get(HOME, {"level": "500"}, headers={"X-Level": "500", "X-Login-Level": "500"})
        assert answer.wsgi_request.person.level == LoginLevel.PASSWORD


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

    @pytest.mark.parametrize("change", ["2026-03-29T00:40Z", "2026-10-25T00:40Z"])
    def test_half_an_hour_is_one_on_both_days_when_the_clock_changes(
        self, client: StrictClient, person: User, set_clock: SetClock, change: str
    ) -> None:
        """The clock of Brussels jumps at 01:00 UTC: an hour more or less on the wall, none in a session."""
        begun = set_clock(change)
        sign_in(client)
        for minutes, still in ((29, True), (58, True), (88, False)):
            set_clock((begun + timedelta(minutes=minutes)).isoformat())
            assert is_in(client) is still, minutes

    @pytest.mark.parametrize("change", ["2026-03-28T20:00Z", "2026-10-24T20:00Z"])
    def test_twelve_hours_are_twelve_on_both_days(
        self, client: StrictClient, person: User, set_clock: SetClock, change: str
    ) -> None:
        begun = set_clock(change)
        sign_in(client)
        for minutes in range(25, 12 * 60, 25):
            set_clock((begun + timedelta(minutes=minutes)).isoformat())
            assert is_in(client), minutes
        set_clock((begun + timedelta(hours=12)).isoformat())
        assert not is_in(client)

    def test_asking_for_more_does_not_outlast_twelve_hours(
        self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(28):
            wait(monkeypatch, minutes=25)
            assert inside.post(PROLONG).status_code == 200
        assert 20 * 60 - inside.post(PROLONG).json()["seconds"] in (0, 1)
        wait(monkeypatch, minutes=20)
        assert inside.post(PROLONG).status_code == 403

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
        both = {name: inside.cookies[name].value for name in ("sessionid", SEEN_COOKIE)}
        assert is_in(copied(**both)), "or what follows proves nothing"
        assert inside.post(SIGN_OUT).status_code == 302
        assert not is_in(inside)
        assert not is_in(copied(key))
        assert not is_in(copied(**both))
        assert not Session.objects.exists()
        assert not inside.cookies[SEEN_COOKIE].value
        assert not inside.cookies["sessionid"].value

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

    def test_a_new_password_gives_this_one_a_new_key(self, inside: StrictClient) -> None:
        before, new = inside.cookies["sessionid"].value, "quatre-saules-au-bord-de-l-eau"
        inside.post(
            "/pro/utilisateur/mot-de-passe/",
            {"old_password": PASSWORD, "new_password": new, "new_password_again": new},
        )
        assert inside.cookies["sessionid"].value != before
        assert not is_in(copied(before))

    def test_who_is_no_longer_active_is_out_at_once(self, inside: StrictClient, person: User) -> None:
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert not is_in(inside)

    def test_everywhere_at_once(self, inside: StrictClient, person: User) -> None:
        others = [strongly(person), StrictClient()]
        sign_in(others[1], remember="on")
        assert all(is_in(other) for other in others)
        inside.post("/pro/utilisateur/deconnecter-partout/")
        assert not any(is_in(browser) for browser in (inside, *others))


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

    def test_it_ends_with_the_log_out_too(self, client: StrictClient, person: User) -> None:
        sign_in(client, remember="on")
        key = client.cookies["sessionid"].value
        client.post(SIGN_OUT)
        assert not is_in(copied(key))

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

    @pytest.mark.parametrize("address", ["/pro/acces/999999/", "/pro/utilisateur/adresse/x/"])
    def test_nor_is_what_is_not_there(self, inside: StrictClient, address: str) -> None:
        answer = inside.get(address)
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "private, no-store"

    def test_nor_is_what_went_wrong(self, inside: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> str:
            raise RuntimeError("essai")

        monkeypatch.setattr("portal.pro.views.home.greeting", fail)
        inside.raise_request_exception = False
        answer = inside.get(HOME)
        assert answer.status_code == 500
        assert "no-store" in answer["Cache-Control"]
        assert "Aline" not in answer.content.decode()

    def test_going_back_after_signing_out_asks_the_server(self, inside: StrictClient) -> None:
        """Nothing was kept, so the browser asks again, and gets the log-in."""
        shown = inside.get(HOME)
        assert "no-store" in shown["Cache-Control"]
        assert not shown.has_header("ETag")
        inside.post(SIGN_OUT)
        assert inside.get(HOME)["Location"] == f"{SIGN_IN}?next={HOME}"

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
