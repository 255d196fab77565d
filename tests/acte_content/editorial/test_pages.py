"""What editors publish is at its address for whom it is for, and nowhere for others."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from acte_content.editorial.models import GuidePage, ProInformationPage
from portal.accounts.models import User
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Organiser
from portal.facilities.services import members
from portal.kernel.days import long_date
from tests.accounts.conftest import SYSTEM, MakeFacility, MakeUser
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
GUIDES = ("comment-choisir", "types-d-accueil", "tarifs", "role-de-l-one", "consultations")
FOR_CRECHES, FOR_ALL, FOR_EARLY = "appel-a-projets-exterieur", "covid", "documentation-bilan"


@pytest.fixture
def childminder(make_user: MakeUser, organiser: Organiser, make_facility: MakeFacility) -> User:
    user: User = make_user("nadia")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=user)
    make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)
    return user


def test_every_guide_is_read_by_everybody(client: StrictClient, planted: None) -> None:
    index = client.get("/guides/").content.decode()
    home = client.get("/").content.decode()
    for slug in GUIDES:
        assert client.get(f"/guides/{slug}/").status_code == 200
        assert f'href="/guides/{slug}/"' in index
        assert f'href="/guides/{slug}/"' in home


def test_an_article_says_what_is_in_it(client: StrictClient, planted: None) -> None:
    shown = client.get("/guides/comment-choisir/").content.decode()
    assert '<a href="#avant-la-visite">Avant la visite</a>' in shown
    assert '<h2 id="avant-la-visite">Avant la visite</h2>' in shown
    assert "/recherche/?secteur=petite-enfance" in shown
    assert "Set-Cookie" not in client.get("/guides/comment-choisir/")


def test_queries_of_the_pages(
    client: StrictClient, planted: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/guides/tarifs/")
    with django_assert_num_queries(
        10
    ):  # the frame; each step of the tree, and its type; what is above, for the crumbs
        client.get("/guides/tarifs/")
    with django_assert_num_queries(9):  # the same; the guides below, whatever their number
        client.get("/guides/")


def test_what_is_not_published_is_nowhere(client: StrictClient, planted: None) -> None:
    GuidePage.objects.get(slug="tarifs").unpublish()
    assert client.get("/guides/tarifs/").status_code == 404
    for address in ("/guides/", "/", "/sitemap-guides.xml"):
        shown = client.get(address).content.decode()
        assert "/guides/consultations/" in shown
        assert "/guides/tarifs/" not in shown


def test_the_sitemap_names_what_is_public(client: StrictClient, planted: None) -> None:
    told = client.get("/sitemap-guides.xml").content.decode()
    assert told.count("<loc>") == 2 + len(GUIDES)
    assert "/pro/" not in told


@pytest.mark.parametrize("address", ["/guides/tarifs/", "/guides/", "/pro/informations/covid/"])
def test_nothing_is_posted_to_a_page(client: StrictClient, planted: None, address: str) -> None:
    assert client.post(address).status_code == 405


class TestProfessionals:
    def test_nobody_reads_them_without_signing_in(self, client: StrictClient, planted: None) -> None:
        for slug in ("", f"{FOR_ALL}/", f"{FOR_CRECHES}/"):
            response = client.get(f"/pro/informations/{slug}")
            assert response.status_code == 302
            assert response["Location"].startswith("/connexion/")

    def test_each_category_reads_its_own(
        self, client: StrictClient, planted: None, childminder: User, make_user: MakeUser
    ) -> None:
        client.force_login(childminder)
        index = client.get("/pro/informations/").content.decode()
        for slug, is_theirs in ((FOR_ALL, True), (FOR_EARLY, True), (FOR_CRECHES, False)):
            assert client.get(f"/pro/informations/{slug}/").status_code == (200 if is_theirs else 404)
            assert (f"/pro/informations/{slug}/" in index) is is_theirs
        client.force_login(make_user("sans lieu"))
        assert client.get(f"/pro/informations/{FOR_ALL}/").status_code == 200
        assert client.get(f"/pro/informations/{FOR_EARLY}/").status_code == 404

    def test_the_navigation_leads_there(self, client: StrictClient, planted: None, childminder: User) -> None:
        client.force_login(childminder)
        assert 'href="/pro/informations/"' in client.get("/pro/").content.decode()
        here = client.get("/pro/informations/").content.decode()
        assert 'href="/pro/informations/" aria-current="page"' in here

    def test_a_call_says_until_when(
        self, client: StrictClient, planted: None, childminder: User, set_clock: Any
    ) -> None:
        last = date(2026, 6, 30)
        ProInformationPage.objects.filter(slug=FOR_ALL).update(last_day=last)
        set_clock("2026-06-30T21:30Z")
        client.force_login(childminder)
        assert f"Jusqu’au {long_date(last)}" in client.get(f"/pro/informations/{FOR_ALL}/").content.decode()
        set_clock("2026-06-30T22:30Z")
        client.force_login(childminder)
        assert (
            f"Terminé depuis le {long_date(last)}"
            in client.get(f"/pro/informations/{FOR_ALL}/").content.decode()
        )


def test_the_examples_are_made_once(planted: None) -> None:
    GuidePage.objects.filter(slug="tarifs").update(title="Changé")
    call_command("demo_content", verbosity=0)
    assert GuidePage.objects.count() == len(GUIDES)
    assert GuidePage.objects.get(slug="tarifs").title == "Changé"
