"""« Chercher dans le portail »: what is public, what is for one's own categories, and nothing of others."""

import pytest
from pytest_django import DjangoAssertNumQueries

from acte_content.editorial.models import ProInformationPage
from portal.accounts.models import User
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Organiser
from portal.facilities.services import members
from tests.accounts.conftest import (  # noqa: F401 -- fixtures
    SYSTEM,
    MakeFacility,
    MakeUser,
    make_facility,
    make_user,
    organiser,
)
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("written")]
FOR_CRECHES, FOR_EARLY = (
    "/pro/informations/appel-a-projets-exterieur/",
    "/pro/informations/documentation-bilan/",
)


@pytest.fixture
def childminder(make_user: MakeUser, organiser: Organiser) -> User:  # noqa: F811
    user: User = make_user("nadia")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=user)
    return user


@pytest.fixture
def place(childminder: User, organiser: Organiser, make_facility: MakeFacility) -> Facility:  # noqa: F811
    return make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)


def asked(client: StrictClient, text: str) -> str:
    answer = client.post("/pro/chercher/", {"recherche": text}, follow=True)
    return answer.content.decode().partition("<main")[2]


def test_what_is_public_and_what_is_theirs(client: StrictClient, childminder: User, place: Facility) -> None:
    client.force_login(childminder)
    for text, label, url in (
        ("tarifs", "Guides pour les parents", "/guides/tarifs/"),
        ("lange", "Accueil en transition écologique", "/acte/actions/langes-lavables/"),
        ("reserver", "Questions fréquentes", "/questions-frequentes/#question-"),
        ("bilans", "Informations", FOR_EARLY),
        ("horaire", "Signalétique", f"/pro/milieux/{place.pk}/#horaires"),
    ):
        shown = asked(client, text)
        assert f">{label}</h2>" in shown, text
        assert f'<a href="{url}' in shown, text


def test_nothing_of_another_category(
    client: StrictClient,
    childminder: User,
    place: Facility,
    organiser: Organiser,  # noqa: F811
    make_facility: MakeFacility,  # noqa: F811
) -> None:
    client.force_login(childminder)
    words = ProInformationPage.objects.get(slug="appel-a-projets-exterieur").title
    assert FOR_CRECHES not in asked(client, words)
    make_facility(organiser, FacilityKind.CRECHE)
    assert FOR_CRECHES in asked(client, words)
    ProInformationPage.objects.get(slug="appel-a-projets-exterieur").unpublish()
    assert FOR_CRECHES not in asked(client, words)


def test_queries_do_not_grow(
    client: StrictClient,
    childminder: User,
    place: Facility,
    organiser: Organiser,  # noqa: F811
    make_facility: MakeFacility,  # noqa: F811
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(childminder)
    address = client.post("/pro/chercher/", {"recherche": "heures"})["Location"]
    client.get(address)
    with django_assert_num_queries(22):
        client.get(address)
    make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    with django_assert_num_queries(22):
        client.get(address)
