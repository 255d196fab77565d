"""Mes préférences: which e-mails come beside the bell; what cannot be switched off says so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.notifications.access import mail_choices
from portal.notifications.kinds import SECURITY
from portal.notifications.models import MailChoice
from tests.accounts.conftest import MakeUser
from tests.pro.conftest import client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PAGE = "/pro/preferences/"


@pytest.fixture
def aline(make_user: MakeUser) -> User:
    return make_user("aline")


@pytest.fixture
def client(aline: User) -> StrictClient:
    return client_of(aline)


def wanted(user: User) -> dict[str, bool]:
    return {group.name: yes for group, yes in mail_choices(user.pk)}


def test_everything_is_on_at_first_and_the_choice_is_kept(client: StrictClient, aline: User) -> None:
    assert 'name="membres" aria-describedby="id_membres_helptext" id="id_membres" checked' in " ".join(
        client.get(PAGE).content.decode().split()
    )
    page = client.post(PAGE, {}, follow=True).content.decode()
    assert "Vos préférences sont enregistrées." in page
    assert wanted(aline)["membres"] is False
    assert "checked" not in client.get(PAGE).content.decode()
    client.post(PAGE, {"membres": "on"})
    assert wanted(aline)["membres"] is True
    assert MailChoice.objects.count() == 1


def test_what_is_the_same_is_said(client: StrictClient) -> None:
    page = client.post(PAGE, {"membres": "on"}, follow=True).content.decode()
    assert "Rien n’a changé" in page
    assert not MailChoice.objects.exists()


def test_security_has_no_box_and_no_way_round(client: StrictClient, aline: User) -> None:
    page = client.get(PAGE).content.decode()
    assert SECURITY.label in page
    assert "Toujours par e-mail" in page
    assert f'name="{SECURITY.name}"' not in page
    client.post(PAGE, {"membres": "on", SECURITY.name: ""})
    assert wanted(aline)[SECURITY.name] is True


def test_without_an_address_the_way_to_one_is_shown(client: StrictClient, aline: User) -> None:
    assert "Vous n’avez pas d’adresse e-mail" not in client.get(PAGE).content.decode()
    User.objects.filter(pk=aline.pk).update(email="")
    page = client.get(PAGE).content.decode()
    assert "Vous n’avez pas d’adresse e-mail" in page
    assert 'href="/pro/utilisateur/adresse/"' in page


def test_one_person_s_choice_is_nobody_else_s(client: StrictClient, make_user: MakeUser) -> None:
    bruno = make_user("bruno")
    client.post(PAGE, {})
    assert wanted(bruno)["membres"] is True


def test_how_many_queries(client: StrictClient) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        client.get(PAGE)
    # Session, user, posts, memberships, the person's address, the choices, unread.
    assert len(seen) == 7
