"""Gestion de mon utilisateur: name, address, password."""

import re
from typing import Any

import pytest
from django.core import mail

from portal.accounts.models import User
from portal.audit.models import AuditEntry
from tests.accounts.doors import PASSWORD, make_person, sign_in, wait
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
USER, EMAIL = "/pro/utilisateur/", "/pro/utilisateur/adresse/"
NEW = {"email": "neuve@exemple.be", "old_password": PASSWORD}


@pytest.fixture
def person() -> User:
    return make_person()


def link() -> str:
    found = re.search(r"https?://[^/]+(/pro/utilisateur/adresse/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


class TestName:
    def test_it_is_kept_and_told(self, person: User) -> None:
        client = client_of(person)
        page = client.post(USER, {"first_name": " Aline  Marie ", "last_name": "Noël"}, follow=True)
        assert "Votre nom est enregistré" in page.content.decode()
        person.refresh_from_db()
        assert person.get_full_name() == "Aline Marie Noël"
        entry = AuditEntry.objects.get()
        assert entry.changes == {"first_name": ["Aline", "Aline Marie"], "last_name": ["Dubois", "Noël"]}

    def test_the_same_name_is_no_change(self, person: User) -> None:
        client_of(person).post(USER, {"first_name": "Aline", "last_name": "Dubois"})
        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize("first_name", ["", "  ", "x" * 151])
    def test_a_wrong_name_is_refused(self, person: User, first_name: str) -> None:
        page = client_of(person).post(USER, {"first_name": first_name, "last_name": "Noël"})
        assert "<title>Erreur" in page.content.decode()
        person.refresh_from_db()
        assert person.last_name == "Dubois"


class TestEmail:
    def test_it_changes_once_the_new_mailbox_has_answered(
        self, person: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = client_of(person)
        assert client.post(EMAIL, NEW)["Location"] == USER
        person.refresh_from_db()
        assert person.email == "aline@exemple.be"
        assert mail.outbox[0].to == ["neuve@exemple.be"]
        assert client.get(link()).status_code == 200
        person.refresh_from_db()
        assert person.email == "aline@exemple.be"
        path = link()
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(path)["Location"] == USER
        person.refresh_from_db()
        assert person.email == "neuve@exemple.be"
        assert mail.outbox[-1].to == ["aline@exemple.be"]
        assert client.post(path).status_code == 404
        assert "neuve" not in str(list(AuditEntry.objects.values()))

    def test_the_link_says_nothing_and_serves_its_owner_only(self, person: User) -> None:
        client_of(person).post(EMAIL, NEW)
        assert "neuve" not in link()
        assert client_of(make_person("bruno", "b@exemple.be")).post(link()).status_code == 404
        assert StrictClient().get(link()).status_code == 302

    def test_it_serves_for_an_hour(self, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
        client = client_of(person)
        client.post(EMAIL, NEW)
        for _ in range(3):
            wait(monkeypatch, minutes=21)
            client.get(USER)
        assert client.get(link()).status_code == 404

    def test_it_takes_the_password(self, person: User) -> None:
        page = client_of(person).post(EMAIL, NEW | {"old_password": "faux"})
        assert "mot de passe actuel" in page.content.decode()
        assert mail.outbox == []


class TestPassword:
    PAGE = "/pro/utilisateur/mot-de-passe/"

    def test_it_changes_and_is_in_the_history_without_its_value(self, person: User) -> None:
        client, new = client_of(person), "quatre-saules-au-bord-de-l-eau"
        answer = client.post(
            self.PAGE, {"old_password": PASSWORD, "new_password": new, "new_password_again": new}
        )
        assert answer["Location"] == USER
        entry = AuditEntry.objects.get()
        assert (entry.purpose, entry.changes) == ("mot de passe changé", {"password": ["•••", "•••"]})
        assert sign_in(StrictClient(), password=new).status_code == 302
        assert sign_in(StrictClient()).status_code == 200

    @pytest.mark.parametrize(
        "changes", [{"old_password": "faux"}, {"new_password": "court"}, {"new_password_again": "autre"}]
    )
    def test_it_stays_where_something_is_wrong(self, person: User, changes: dict[str, str]) -> None:
        new = "quatre-saules-au-bord-de-l-eau"
        sent = {"old_password": PASSWORD, "new_password": new, "new_password_again": new} | changes
        page = client_of(person).post(self.PAGE, sent)
        assert "<title>Erreur" in page.content.decode()
        assert new not in page.content.decode()
        assert sign_in(StrictClient()).status_code == 302
