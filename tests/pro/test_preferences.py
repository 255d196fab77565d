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


def all_but(user: User, *left_out: str) -> dict[str, str]:
    """A form on which every box but these is ticked."""
    return {name: "on" for name in wanted(user) if name not in left_out}


def test_everything_is_on_at_first_and_the_choice_is_kept(client: StrictClient, aline: User) -> None:
    assert 'name="membres" aria-describedby="id_membres_helptext" id="id_membres" checked' in " ".join(
        client.get(PAGE).content.decode().split()
    )
    page = client.post(PAGE, {}, follow=True).content.decode()
    assert "Vos préférences sont enregistrées." in page
    assert wanted(aline)["membres"] is False
    assert not any(box.initial for box in client.get(PAGE).context["form"])
    client.post(PAGE, all_but(aline))
    assert all(wanted(aline).values())
    assert MailChoice.objects.count() == len(all_but(aline, SECURITY.name))


def test_reminders_and_their_links_are_chosen_apart(client: StrictClient, aline: User) -> None:
    assert "Recevoir un lien pour confirmer sans me connecter" in client.get(PAGE).content.decode()
    client.post(PAGE, all_but(aline, "lien-de-confirmation"))
    assert (wanted(aline)["rappels"], wanted(aline)["lien-de-confirmation"]) == (True, False)
    client.post(PAGE, all_but(aline, "rappels"))
    assert (wanted(aline)["rappels"], wanted(aline)["lien-de-confirmation"]) == (False, True)


def test_what_is_the_same_is_said(client: StrictClient, aline: User) -> None:
    page = client.post(PAGE, all_but(aline), follow=True).content.decode()
    assert "Rien n’a changé" in page
    assert not MailChoice.objects.exists()


def test_security_has_no_box_and_no_way_round(client: StrictClient, aline: User) -> None:
    page = client.get(PAGE).content.decode()
    assert SECURITY.label in page
    assert "Toujours par e-mail" in page
    assert f'name="{SECURITY.name}"' not in page
    client.post(PAGE, all_but(aline) | {SECURITY.name: ""})
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
    # Session, user, posts, memberships, own places, the person's address, the choices, Flash accueil, unread.
    assert len(seen) <= 9
