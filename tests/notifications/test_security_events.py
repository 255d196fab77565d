"""What happens to an access is told to the person concerned, by e-mail too; with the change, or neither."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from portal.accounts import posts, services
from portal.accounts.enums import Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import User
from portal.accounts.security_events import SecurityEvent, SecurityEventKind, announce
from portal.audit.models import AuditEntry
from portal.notifications import security
from portal.notifications.access import notifications_of, unread_count
from portal.notifications.kinds import SECURITY
from portal.notifications.models import Notification
from portal.notifications.services import choose_mails
from tests.accounts.conftest import SYSTEM, MakeUser, strongly
from tests.accounts.doors import PASSWORD, SIGN_IN, make_person, sign_in
from tests.kernel.numbers import niss_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
NISS = niss_of(date(1985, 7, 30), 33)
NEW = "quatre-saules-au-bord-de-l-eau"
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 14)


@pytest.fixture
def aline(make_user: MakeUser) -> User:
    return make_user("aline")


@pytest.fixture
def bruno(make_user: MakeUser) -> User:
    return make_user("bruno", function=Role.HELPDESK)


def kinds_of(user: User) -> list[str]:
    return [told.kind.removeprefix("accounts.") for told in notifications_of(user.pk).order_by("pk")]


def texts_of(user: User) -> str:
    return " ".join(told.text for told in notifications_of(user.pk)).replace("\u00a0", " ")


def test_every_event_has_its_words_and_is_security() -> None:
    assert set(security._KINDS) == set(SecurityEventKind)
    assert {kind.group for kind in security._KINDS.values()} == {SECURITY}


class TestAccount:
    def test_a_new_password(self, aline: User) -> None:
        services.set_password(actor=aline, user=aline, password=NEW, purpose="mot de passe changé")
        assert kinds_of(aline) == ["password_changed"]
        assert re.search(r"depuis le \d+ \w+ 20\d\d à \d+ h \d\d\.", texts_of(aline))

    def test_one_that_is_refused_is_told_nobody(self, aline: User) -> None:
        with pytest.raises(ValidationError):
            services.set_password(actor=aline, user=aline, password="court", purpose="x")
        assert kinds_of(aline) == []

    def test_through_the_page_of_the_link(self, django_capture_on_commit_callbacks: Any) -> None:
        person = make_person()
        StrictClient().post("/mot-de-passe/oublie/", {"email": person.email})
        path = re.search(r"https?://[^/]+(/mot-de-passe/nouveau/\S+)", mail.outbox[-1].body)
        assert path
        with django_capture_on_commit_callbacks(execute=True):
            StrictClient().post(path[1], {"new_password": NEW, "new_password_again": NEW})
        assert kinds_of(person) == ["password_changed"]
        assert mail.outbox[-1].subject == "Votre mot de passe a changé"
        assert NEW not in str(mail.outbox[-1].message())

    def test_a_new_address_is_told_to_both(self, django_capture_on_commit_callbacks: Any) -> None:
        person = make_person()
        client = StrictClient()
        client.force_login(person)
        client.post("/pro/utilisateur/adresse/", {"email": "neuve@exemple.be", "old_password": PASSWORD})
        path = re.search(r"https?://[^/]+(/pro/utilisateur/adresse/\S+)", mail.outbox[-1].body)
        assert path
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            client.post(path[1])
        assert {sent.to[0] for sent in mail.outbox} == {"aline@exemple.be", "neuve@exemple.be"}
        assert kinds_of(person) == ["email_changed"]
        assert "exemple.be" not in texts_of(person)

    def test_a_lock_out_once_an_hour(self, later: Callable[..., None]) -> None:
        person = make_person()
        for number in range(10):
            client = StrictClient(REMOTE_ADDR=f"198.51.100.{number % 2}")
            client.post(SIGN_IN, {"username": "aline", "password": "faux"})
        assert kinds_of(person) == []
        for number in range(2):
            client = StrictClient(REMOTE_ADDR=f"198.51.100.{number % 2}")
            client.post(SIGN_IN, {"username": "aline", "password": "faux"})
        assert AuditEntry.objects.filter(purpose="connexion bloquée").count() == 2
        assert kinds_of(person) == ["locked_out"]
        assert "pendant 15 minutes" in texts_of(person)
        later(minutes=61)
        services.note_lock_out(actor=SYSTEM, user=person)
        assert kinds_of(person) == ["locked_out"] * 2

    def test_names_that_nobody_has_are_told_nobody(self) -> None:
        for _ in range(7):
            StrictClient().post(SIGN_IN, {"username": "personne", "password": "faux"})
        assert not Notification.objects.exists()

    def test_signing_in_is_no_news(self) -> None:
        person = make_person()
        assert sign_in(StrictClient()).status_code == 302
        assert unread_count(person.pk) == 0

    def test_a_number_is_linked_once_and_not_told(self, aline: User) -> None:
        assert state_niss(actor=aline, user=aline, text=NISS)
        assert not state_niss(actor=aline, user=aline, text=NISS)
        assert kinds_of(aline) == ["niss_linked"]
        assert NISS not in str(list(Notification.objects.values()))

    def test_keys_are_linked(self, aline: User) -> None:
        announce(SecurityEventKind.KEYS_LINKED, actor=aline, user=aline)
        assert kinds_of(aline) == ["keys_linked"]


class TestFunctions:
    def test_given_and_ended(self, aline: User) -> None:
        post = posts.give_post(
            actor=SYSTEM, user=aline, function=Role.ADVISER, territory=Territory.NAMUR, since=FIRST
        )
        posts.end_post(actor=SYSTEM, post_id=post.pk, last_day=LAST)
        assert kinds_of(aline) == ["post_given", "post_ended"]
        assert "« Agent conseil (ACA) (Namur) » à partir du 1er mai 2026." in texts_of(aline)
        assert "Dernier jour : 14 mai 2026." in texts_of(aline)

    def test_both_are_told_of_a_stand_in_and_of_its_end(self, bruno: User, make_user: MakeUser) -> None:
        carla = make_user("carla", function=Role.WATCH_UNIT)
        made = posts.hand_over(
            actor=strongly(bruno), absent=bruno, stand_in=carla, first_day=FIRST, last_day=LAST
        )
        assert kinds_of(bruno)[1:] == ["is_replaced"]
        assert kinds_of(carla)[1:] == ["stands_in"]
        assert "Du 1er mai 2026 au 14 mai 2026, vous avez aussi les fonctions de Bruno" in texts_of(carla)
        assert "Carla a aussi vos fonctions" in texts_of(bruno)
        posts.end_stand_in(actor=strongly(bruno), stand_in_id=made.pk)
        assert kinds_of(bruno)[-1] == kinds_of(carla)[-1] == "stand_in_ended"


def test_whatever_one_has_chosen(aline: User, django_capture_on_commit_callbacks: Any) -> None:
    choose_mails(actor=aline, user=aline, wanted={SECURITY.name: False})
    with django_capture_on_commit_callbacks(execute=True):
        services.set_password(actor=aline, user=aline, password=NEW, purpose="mot de passe changé")
    assert mail.outbox[0].to == ["aline@exemple.be"]


def test_what_cannot_be_told_is_not_done(aline: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither happens without the other."""

    def fail(event: SecurityEvent) -> None:
        raise RuntimeError("the bell is broken")

    before = aline.password
    monkeypatch.setattr("portal.accounts.security_events._listeners", [fail])
    with pytest.raises(RuntimeError, match="broken"):
        services.set_password(actor=aline, user=aline, password=NEW, purpose="mot de passe changé")
    aline.refresh_from_db()
    assert aline.password == before
