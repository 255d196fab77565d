"""A forgotten password: the link, its e-mail, and what a stranger can learn from it (nothing)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail

from config.settings import base
from portal.accounts import mails
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from tests.accounts.doors import is_in, make_person, sign_in, wait
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
FORGOTTEN = "/mot-de-passe/oublie/"
NEW = "quatre-saules-au-bord-de-l-eau"


@pytest.fixture
def person() -> User:
    return make_person()


def ask(client: StrictClient, email: str = "aline@exemple.be") -> Any:
    return client.post(FORGOTTEN, {"email": email})


def link(number: int = -1) -> str:
    found = re.search(r"https?://[^/]+(/mot-de-passe/nouveau/\S+)", mail.outbox[number].body)
    assert found
    return found[1]


def choose(client: StrictClient, path: str, password: str = NEW, again: str | None = None) -> Any:
    return client.post(path, {"new_password": password, "new_password_again": again or password})


class TestLink:
    def test_it_leads_to_a_new_password_once(self, client: StrictClient, person: User) -> None:
        assert ask(client)["Location"] == "/mot-de-passe/oublie/envoye/"
        path = link()
        assert client.get(path).status_code == 200
        assert choose(client, path).status_code == 302
        assert client.get(path).status_code == 404
        assert choose(client, path, "encore-un-autre-mot-de-passe").status_code == 404
        assert sign_in(client, password=NEW).status_code == 302

    def test_looking_uses_nothing_up(self, client: StrictClient, person: User) -> None:
        ask(client)
        for _ in range(3):
            assert client.get(link()).status_code == 200
        assert sign_in(client).status_code == 302

    def test_signing_in_meanwhile_makes_it_useless(self, client: StrictClient, person: User) -> None:
        ask(client)
        sign_in(client)
        assert StrictClient().get(link()).status_code == 404

    @pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 404)])
    def test_it_serves_for_an_hour(
        self,
        client: StrictClient,
        person: User,
        monkeypatch: pytest.MonkeyPatch,
        minutes: int,
        status: int,
    ) -> None:
        ask(client)
        later = PasswordResetTokenGenerator()._now() + timedelta(minutes=minutes)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)
        assert client.get(link()).status_code == status

    def test_it_ends_every_session(self, client: StrictClient, person: User) -> None:
        thief = StrictClient()
        sign_in(thief)
        ask(client)
        choose(client, link())
        assert not is_in(thief)

    def test_it_unlocks(self, client: StrictClient, person: User) -> None:
        for _ in range(6):
            sign_in(client, password="faux")
        assert sign_in(client).status_code == 429
        ask(client)
        choose(client, link())
        assert sign_in(client, password=NEW).status_code == 302

    @pytest.mark.parametrize(
        "guess", ["x/y", "MQ/abc-def", "é/é", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b", "LTE/a-b"]
    )
    def test_guesses_lead_nowhere(self, client: StrictClient, person: User, guess: str) -> None:
        path = f"/mot-de-passe/nouveau/{guess}/"
        assert client.get(path).status_code == 404
        assert choose(client, path).status_code == 404

    @pytest.mark.parametrize(
        ("password", "again", "told"),
        [
            ("court", "court", "au minimum 12"),
            ("123456789012345", "123456789012345", "entièrement numérique"),
            ("aline@exemple.be", "aline@exemple.be", "trop semblable"),
            (NEW, "autre", "pas les mêmes"),
            ("", "", "Choisissez un nouveau mot de passe"),
        ],
    )
    def test_rules_are_told_in_french(
        self, client: StrictClient, person: User, password: str, again: str, told: str
    ) -> None:
        ask(client)
        answer = client.post(link(), {"new_password": password, "new_password_again": again})
        assert told in answer.content.decode()
        assert sign_in(client).status_code == 302


class TestMail:
    def test_it_holds_nothing_private(self, client: StrictClient, person: User, settings: Any) -> None:
        client.post(FORGOTTEN, {"email": "aline@exemple.be"}, HTTP_HOST="localhost")
        sent = mail.outbox[0]
        html = sent.alternatives[0][0]
        for text in (sent.subject, sent.body, html):
            for private in ("aline", "Aline", "Dubois", "exemple.be"):
                assert private not in text
        assert settings.BASE_URL in sent.body
        assert settings.BASE_URL in html
        assert "<p>" not in sent.body

    def test_it_goes_to_the_address_we_know(self, client: StrictClient, person: User) -> None:
        ask(client, "ALINE@EXEMPLE.BE")
        assert mail.outbox[0].to == ["aline@exemple.be"]

    def test_one_to_each_person_of_a_shared_address(self, client: StrictClient, person: User) -> None:
        make_person("bruno", "aline@exemple.be")
        ask(client)
        assert len(mail.outbox) == 2
        assert link(0) != link(1)

    def test_a_mailbox_cannot_be_filled(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(5):
            assert ask(client).status_code == 302
        assert len(mail.outbox) == 1
        wait(monkeypatch, minutes=6)
        ask(client)
        assert len(mail.outbox) == 2

    def test_a_mail_server_that_refuses_is_told_without_the_address(
        self,
        client: StrictClient,
        person: User,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        def refuse(*args: object, **kwargs: object) -> int:
            raise OSError("no route to aline@exemple.be")

        monkeypatch.setattr(mails.EmailMultiAlternatives, "send", refuse)
        assert ask(client).status_code == 302
        assert "OSError" in caplog.text
        assert "aline" not in caplog.text


class TestStrangers:
    def test_an_unknown_address_is_answered_the_same(self, client: StrictClient, person: User) -> None:
        make_person("partie", "partie@exemple.be", is_active=False)
        answers = {ask(client, email)["Location"] for email in
                   ("aline@exemple.be", "nul@exemple.be", "partie@exemple.be")}  # fmt: skip
        assert len(answers) == 1
        assert [sent.to for sent in mail.outbox] == [["aline@exemple.be"]]

    def test_nothing_of_an_unknown_address_is_kept(self, client: StrictClient, person: User) -> None:
        ask(client, "secret@exemple.be")
        assert not AuditEntry.objects.exists()

    def test_the_work_is_done_after_the_answer(
        self, client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Or the time that an e-mail takes would tell which addresses are known."""
        waiting: list[Any] = []
        monkeypatch.setattr(mails, "afterwards", waiting.append)
        ask(client)
        ask(client, "nul@exemple.be")
        assert len(waiting) == 2
        assert mail.outbox == []
        assert not AuditEntry.objects.exists()
        for work in waiting:
            work()
        assert len(mail.outbox) == 1


def test_everything_is_in_the_history(client: StrictClient, person: User) -> None:
    ask(client)
    choose(client, link())
    told = AuditEntry.objects.order_by("pk").values_list("purpose", "actor_label", "subject_id")
    assert list(told) == [
        ("lien pour un nouveau mot de passe", "Système (mot de passe oublié)", person.pk),
        ("mot de passe réinitialisé", "Aline Dubois", person.pk),
    ]
    assert NEW not in str(list(AuditEntry.objects.values()))


def test_passwords_are_kept_by_argon2(settings: Any, person: User) -> None:
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    person.set_password(NEW)
    assert identify_hasher(person.password).algorithm == "argon2"
    assert person.check_password(NEW)
