"""A form that comes after its session has ended is shown again to who typed it, and to nobody else."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from portal.accounts.drafts import open_draft
from portal.accounts.models import User
from tests.accounts.doors import make_person, sign_in, wait
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PAGE = "/pro/utilisateur/"
TYPED = {"first_name": "Aliénor-Canari", "last_name": "Du Bois"}


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def late(client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The answer to a form that was sent 40 minutes after the last page."""
    sign_in(client)
    client.get(PAGE)
    wait(monkeypatch, minutes=40)
    return client.post(PAGE, TYPED)


def sealed(answer: Any) -> str:
    found = re.search(r'name="draft" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_the_log_in_is_shown_and_nothing_saved(late: Any, person: User) -> None:
    page = late.content.decode()
    assert late.status_code == 403
    assert "ce que vous avez tapé est gardé" in page
    assert 'name="password"' in page
    person.refresh_from_db()
    assert person.first_name == "Aline"


def test_what_was_typed_is_nowhere_in_clear(late: Any) -> None:
    assert "Canari" not in late.content.decode()
    assert "Canari" not in str([session.get_decoded() for session in Session.objects.all()])
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "Canari" not in str(cursor.fetchall()), table


def test_after_the_log_in_the_form_comes_back(client: StrictClient, late: Any, person: User) -> None:
    answer = sign_in(client, draft=sealed(late), next=PAGE)
    assert answer.status_code == 200
    assert f'action="{PAGE}"' in answer.content.decode()
    form = client.post(PAGE, {"draft": sealed(answer)})
    assert form.status_code == 200
    assert "Aliénor-Canari" in form.content.decode()
    assert "rien n’est encore enregistré" in form.content.decode()
    person.refresh_from_db()
    assert person.first_name == "Aline"
    assert client.post(PAGE, TYPED).status_code == 302
    person.refresh_from_db()
    assert person.first_name == "Aliénor-Canari"


def test_a_wrong_password_loses_nothing(client: StrictClient, late: Any) -> None:
    again = sign_in(client, password="faux", draft=sealed(late), next=PAGE)
    assert sealed(again) == sealed(late)


def test_somebody_else_at_the_same_browser_gets_nothing(client: StrictClient, late: Any) -> None:
    make_person("bruno", "b@exemple.be")
    answer = sign_in(client, "bruno", draft=sealed(late), next=PAGE)
    assert answer.status_code == 302
    form = client.post(PAGE, {"draft": sealed(late)})
    assert "Canari" not in form.content.decode()
    assert "n’a pas pu être repris" in form.content.decode()


@pytest.mark.parametrize("forged", ["", "x", "é", "gAAAAABn" + "A" * 100])
def test_forged_drafts_open_nothing(client: StrictClient, person: User, forged: str) -> None:
    sign_in(client)
    form = client.post(PAGE, {"draft": forged, **TYPED})
    assert form.status_code == 200
    person.refresh_from_db()
    assert person.first_name == "Aline"


def test_it_opens_at_its_own_page_only(client: StrictClient, late: Any) -> None:
    sign_in(client)
    form = client.post("/pro/utilisateur/adresse/", {"draft": sealed(late)})
    assert "n’a pas pu être repris" in form.content.decode()


def test_it_is_of_no_use_after_an_hour(
    client: StrictClient, late: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(monkeypatch, minutes=61)
    assert sign_in(client, draft=sealed(late), next=PAGE).status_code == 302


def test_passwords_are_never_kept(
    client: StrictClient, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "/pro/utilisateur/adresse/"
    sign_in(client)
    client.get(page)
    wait(monkeypatch, minutes=40)
    late = client.post(page, {"email": "neuve@exemple.be", "old_password": "secret-canari"})
    kept = open_draft(sealed(late), user_id=person.pk)
    assert kept
    assert dict(kept.typed) == {"email": ["neuve@exemple.be"]}
    answer = sign_in(client, draft=sealed(late), next=page)
    form = client.post(page, {"draft": sealed(answer)}).content.decode()
    assert "neuve@exemple.be" in form
    assert "secret-canari" not in form


def test_without_knowing_who_typed_it_is_said_that_nothing_was_kept(
    client: StrictClient, person: User
) -> None:
    page = client.post(PAGE, TYPED).content.decode()
    assert "n’a pas pu être gardé" in page
    assert 'name="draft"' not in page


def test_after_signing_out_on_purpose_nothing_is_kept(client: StrictClient, person: User) -> None:
    sign_in(client)
    client.post("/deconnexion/")
    assert 'name="draft"' not in client.post(PAGE, TYPED).content.decode()
