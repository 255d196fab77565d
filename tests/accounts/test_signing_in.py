"""The log-in: by name or address, refused without telling why, locked for a while, leading nowhere else."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client

from portal.accounts import lockout
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from tests.accounts.doors import HOME, PASSWORD, SIGN_IN, is_in, make_person, sign_in
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
REFUSED = "Vous n’êtes pas connecté"


@pytest.fixture
def person() -> User:
    return make_person()


class TestWho:
    @pytest.mark.parametrize("name", ["aline", "Aline", " aline ", "aline@exemple.be", "ALINE@Exemple.be"])
    def test_by_name_or_address_whatever_the_case(
        self, client: StrictClient, person: User, name: str
    ) -> None:
        assert sign_in(client, name)["Location"] == HOME

    def test_an_address_that_two_people_share_signs_in_neither(
        self, client: StrictClient, person: User
    ) -> None:
        make_person("bruno", "Aline@exemple.be")
        answer = sign_in(client, "aline@exemple.be")
        assert "tapez votre nom d’utilisateur" in answer.content.decode()
        assert not is_in(client)
        assert sign_in(client, "bruno").status_code == 302

    def test_who_left_does_not_take_the_address_along(self, client: StrictClient, person: User) -> None:
        make_person("bruno", "aline@exemple.be", is_active=False)
        assert sign_in(client, "aline@exemple.be").status_code == 302

    def test_names_that_differ_by_case_alone_are_told_apart(self, client: StrictClient, person: User) -> None:
        other = User.objects.create_user("ALINE", "", PASSWORD)
        assert sign_in(client, "ALINE").status_code == 302
        assert client.get(HOME).wsgi_request.person.pk == other.pk
        assert sign_in(Client(), "aLiNe").status_code == 200


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "password"),
        [("aline", "faux"), ("personne", PASSWORD), ("partie", PASSWORD), ("aline", ""), ("", PASSWORD)],
    )
    def test_every_refusal_says_the_same(
        self, client: StrictClient, person: User, name: str, password: str
    ) -> None:
        make_person("partie", "p@exemple.be", is_active=False)
        answer = sign_in(client, name, password)
        assert answer.status_code == 200
        assert REFUSED in answer.content.decode()
        assert password not in answer.content.decode() or not password
        if name and password:
            assert "ne vont pas ensemble" in answer.content.decode()

    def test_a_name_that_nobody_has_costs_as_much(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One hash each, or the time would tell which names exist."""
        hashed = []
        encode = MD5PasswordHasher.encode
        monkeypatch.setattr(
            MD5PasswordHasher,
            "encode",
            lambda *args: hashed.append(1) or encode(*args),  # type: ignore[func-returns-value]
        )
        make_person("partie", "p@exemple.be", is_active=False)
        make_person("double", "aline@exemple.be")
        costs = set()
        for name in ("aline", "personne", "partie", "aline@exemple.be", "nul@exemple.be"):
            hashed.clear()
            sign_in(client, name, "faux")
            costs.add(len(hashed))
        assert costs == {1}

    def test_nothing_is_in_the_history_of_a_failure(self, client: StrictClient, person: User) -> None:
        sign_in(client, "aline", "faux")
        assert not AuditEntry.objects.exists()

    def test_without_csrf_token_nothing_happens(self, person: User) -> None:
        client = Client(enforce_csrf_checks=True)
        assert sign_in(client).status_code == 403
        assert not is_in(client)

    def test_what_no_form_sends(self, client: StrictClient, person: User) -> None:
        for name in ("a" * 100_000, "\0", "aline\0", "é" * 300):
            assert sign_in(client, name).status_code == 200


class TestLockOut:
    @staticmethod
    def fail(client: Client, times: int, name: str = "aline", **extra: Any) -> Any:
        for _ in range(times):
            answer = client.post(SIGN_IN, {"username": name, "password": "faux"}, **extra)
        return answer

    def test_after_six_failures_the_name_waits_and_is_told_until_when(
        self, client: StrictClient, person: User
    ) -> None:
        assert "ne vont pas ensemble" in self.fail(client, 5).content.decode()
        locked = self.fail(client, 1)
        assert locked.status_code == 429
        assert "Réessayez à partir de" in locked.content.decode()
        right = sign_in(client)
        assert right.status_code == 429
        assert not is_in(client)

    def test_trying_meanwhile_does_not_make_it_longer(self, client: StrictClient, person: User) -> None:
        self.fail(client, 6)
        attempt = AccessAttempt.objects.get()
        self.fail(client, 3)
        again = AccessAttempt.objects.get()
        assert (again.attempt_time, again.failures_since_start) == (attempt.attempt_time, 6)

    def test_it_ends(self, client: StrictClient, person: User) -> None:
        self.fail(client, 6)
        past = settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
        attempt = AccessAttempt.objects.get()
        AccessAttempt.objects.update(attempt_time=attempt.attempt_time - past)
        assert sign_in(client).status_code == 302
        assert not AccessAttempt.objects.exists()

    def test_it_is_for_this_name_and_this_address_together(self, client: StrictClient, person: User) -> None:
        make_person("bruno", "b@exemple.be")
        self.fail(client, 6, REMOTE_ADDR="192.0.2.1")
        assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), "bruno").status_code == 302
        assert sign_in(Client(REMOTE_ADDR="192.0.2.2")).status_code == 302
        assert sign_in(Client(REMOTE_ADDR="192.0.2.1")).status_code == 429

    def test_a_name_in_another_case_is_the_same_name(self, client: StrictClient, person: User) -> None:
        self.fail(client, 3)
        assert self.fail(client, 3, "ALINE").status_code == 429

    def test_success_forgets_the_failures(self, client: StrictClient, person: User) -> None:
        self.fail(client, 5)
        assert sign_in(client).status_code == 302
        client.post("/deconnexion/")
        self.fail(client, 5)
        assert sign_in(client).status_code == 302

    def test_the_failure_that_locks_is_in_the_history_once(self, client: StrictClient, person: User) -> None:
        self.fail(client, 9)
        entry = AuditEntry.objects.get()
        assert (entry.purpose, entry.subject_id) == ("connexion bloquée", person.pk)
        assert entry.actor_label == "Système (connexion)"

    def test_of_a_name_that_nobody_has_nothing_is_kept(
        self, client: StrictClient, person: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        """It may be a password, typed in the wrong field."""
        self.fail(client, 8, PASSWORD)
        assert not AuditEntry.objects.exists()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                assert PASSWORD not in str(cursor.fetchall()), table
        assert PASSWORD not in caplog.text

    def test_the_table_of_failures_holds_no_more_than_it_needs(
        self, client: StrictClient, person: User
    ) -> None:
        client.post(
            SIGN_IN,
            {"username": "aline", "password": "faux", "next": "/pro/acces/7/", "draft": "x"},
            HTTP_USER_AGENT="Un navigateur",
            HTTP_ACCEPT="text/html",
        )
        kept = AccessAttempt.objects.get()
        values = str({field.name: getattr(kept, field.name) for field in kept._meta.fields})
        for private in ("aline", "faux", "navigateur", "text/html", "acces", "draft"):
            assert private not in values
        assert not AccessLog.objects.exists()
        assert not AccessFailureLog.objects.exists()

    @pytest.mark.parametrize(
        ("proxies", "passed", "address"),
        [
            (["127.0.0.1"], "203.0.113.9", "203.0.113.9"),
            (["127.0.0.1"], "198.51.100.1, 203.0.113.9", "203.0.113.9"),
            (["127.0.0.1", "203.0.113.9"], "198.51.100.1, 203.0.113.9", "198.51.100.1"),
            (["127.0.0.1"], "", "127.0.0.1"),
            (["127.0.0.1"], "2001:db8:1:2:3::4", "2001:db8:1:2:3::4"),
        ],
    )
    def test_the_address_is_what_our_outermost_proxy_saw(
        self, settings: Any, rf: Any, proxies: list[str], passed: str, address: str
    ) -> None:
        settings.TRUSTED_PROXIES = proxies
        assert lockout.client_address(rf.get("/", HTTP_X_FORWARDED_FOR=passed)) == address


class TestWhereTo:
    @pytest.mark.parametrize("wanted", ["/pro/utilisateur/", "/invitation/abc/", "/pro/acces/7/?x=1"])
    def test_to_the_page_that_was_asked_for(self, client: StrictClient, person: User, wanted: str) -> None:
        assert sign_in(client, next=wanted)["Location"] == wanted

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://ailleurs.example/", "//ailleurs.example/", "/\\ailleurs.example", "\\\\ailleurs.example",
            "javascript:alert(1)", "http:///ailleurs.example", "https:ailleurs.example",
            "///ailleurs.example", "\t//ailleurs.example", "ftp://testserver/", "data:text/html,x",
        ],
    )  # fmt: skip
    def test_never_to_another_site(self, client: StrictClient, person: User, wanted: str) -> None:
        page = client.get(SIGN_IN, {"next": wanted}).content.decode()
        assert "ailleurs" not in page
        assert sign_in(client, next=wanted)["Location"] == HOME

    def test_whoever_has_signed_in_is_not_sent_in_circles(self, client: StrictClient, person: User) -> None:
        sign_in(client)
        page = client.get(SIGN_IN, {"next": "/office/"})
        assert page.status_code == 200
        assert "ne peut pas entrer dans OFFICE.ONE" in page.content.decode()

    def test_help_stands_beside_the_form(self, client: StrictClient) -> None:
        page = client.get(SIGN_IN).content.decode()
        for told in ("02 542 14 45", "02 657 32 13", "02 740 79 92", "pro@one.be", "<strong>one.be</strong>"):
            assert told in page.replace("\u00a0", " ")
