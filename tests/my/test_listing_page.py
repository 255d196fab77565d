"""The page of one listing: everything public, in words; nothing else; and who may keep it."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, TariffRegime
from portal.facilities.presentation import listing_path
from portal.facilities.public import Period, PublicFreePlaces, PublicOpening
from portal.facilities.services import AuthorisationEffect, set_presentation, set_visibility
from tests.facilities.making import ACTOR, TODAY, make_listing
from tests.security.canaries import CANARIES, found_in, plant
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db

STATED: dict[str, Any] = {
    "phone": "+3281234567",
    "email": "bonjour@exemple.be",
    "website": "https://www.exemple.be/accueil",
    "description": "Un jardin </script><b>et des poules</b>.",
    "pedagogical_project": "À son rythme.\n\nSans se presser.",
    "outings": True,
    "outdoor_space": True,
    "rest_area": True,
    "average_group_size": 7,
    "ages": ((3, 18), (18, 36)),
    "tariff": TariffRegime.INCOME_BASED.value,
    "subsidy_level": 2,
    "opening": (PublicOpening(0, 420, 1110), PublicOpening(2, 420, 720), PublicOpening(2, 780, 1080)),
    "availability": AvailabilityStatus.NOW.value,
    "confirmed_on": TODAY - timedelta(days=3),
    "free_places": (
        PublicFreePlaces(AgeBand.UNDER_ONE, TODAY - timedelta(days=9), 2),
        PublicFreePlaces(AgeBand.ONE_TO_TWO, date(2026, 9, 1), 1),
    ),
    "unavailable": (
        Period(date(2026, 1, 5), date(2026, 1, 9)),
        Period(date(2026, 7, 13), date(2026, 7, 31)),
    ),
}
HOME: dict[str, Any] = {
    "kind": FacilityKind.INDEPENDENT_CHILDMINDER,
    "address_precision": "arrondie",
}


@pytest.fixture(autouse=True)
def monday_morning(set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T08:00Z")


def url_of(**changes: Any) -> str:
    listing = make_listing(**changes)
    return listing_path(listing.pk, listing.name)


def page_of(client: StrictClient, url: str, **headers: str) -> BeautifulSoup:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "lxml")


def words(page: BeautifulSoup) -> str:
    """The text of the page's main part on one line, no-break spaces as plain ones."""
    assert page.main is not None
    return " ".join(page.main.get_text(" ").split())


def test_everything_public_is_said(client: StrictClient) -> None:
    text = words(page_of(client, url_of(**STATED)))
    for said in (
        "Les Petits Pas", "Crèche · 5000 Namur", "Confirmé il y a 3 jours", "le 27 février 2026",
        "2 places libres maintenant", "Moins de 1 an 2 places maintenant",
        "De 1 à 2 ans 1 place à partir du 1er septembre 2026",
        "Pas de place du 13 juillet 2026 au 31 juillet 2026", "3 mois à 3 ans", "jusqu’à 18 h 30",
        "14 enfants", "selon vos revenus", "Lundi (aujourd’hui)", "7 h – 18 h 30",
        "7 h – 12 h , 13 h – 18 h", "Espace extérieur sur place",
        "Espace de repos séparé de l’espace d’activités", "Activités extérieures en dehors du lieu",
        "Un groupe d’enfants de 3 à 18 mois", "7 enfants par groupe en moyenne", "À son rythme.",
        "Sans se presser.", "Organisé par Les Tilleuls ASBL", "Rue du Moulin 12 bte 3", "081 23 45 67",
        "bonjour@exemple.be", "exemple.be", "Autorisé par l’ONE", "L’ONE subsidie ce lieu (niveau 2).",
    ):  # fmt: skip
        assert said in text, said
    assert "janvier" not in text, "a period that is over"


def test_a_bare_listing_is_a_page_too(client: StrictClient) -> None:
    page = page_of(client, url_of())
    text = words(page)
    assert "Disponibilité non communiquée" in text
    assert "Ce lieu n’a pas publié de moyen de contact." in text
    assert page.select_one(".callbar") is None
    assert page.find(id="hours") is None


def test_a_consultation_has_no_places_to_announce(client: StrictClient) -> None:
    page = page_of(client, url_of(kind=FacilityKind.CONSULTATION, effect=AuthorisationEffect()))
    assert page.select_one(".status") is None
    assert "Un service de l’ONE" in words(page)


def test_texts_of_professionals_stay_texts(client: StrictClient) -> None:
    page = page_of(client, url_of(**STATED))
    assert page.main is not None
    assert page.main.find("b") is None
    assert "</script><b>" in page.main.get_text()


def test_an_exact_address_has_directions_and_a_point(client: StrictClient) -> None:
    page = page_of(client, url_of(**STATED))
    assert page.select_one('a[href^="https://www.openstreetmap.org/directions?to=50.46690"]')
    data = structured(page)
    assert data["geo"]["latitude"] == pytest.approx(50.4669)
    assert data["address"]["streetAddress"] == "Rue du Moulin 12 bte 3"


def test_a_rounded_address_shows_its_neighbourhood_only(client: StrictClient) -> None:
    page = page_of(client, url_of(**STATED | HOME))
    assert "Ce lieu montre son quartier" in words(page)
    assert page.select_one('a[href*="openstreetmap.org/directions"]') is None
    data = structured(page)
    assert "geo" not in data
    assert "streetAddress" not in data["address"]
    assert "Rue du Moulin" not in str(page)
    assert "50.4669" not in str(page)


def structured(page: BeautifulSoup) -> dict[str, Any]:
    block = page.find("script", type="application/ld+json")
    assert block is not None
    data: dict[str, Any] = json.loads(block.get_text())
    return data


@override_settings(BASE_URL="https://my.exemple.be")
def test_structured_data_are_whole_and_cannot_break_out(client: StrictClient) -> None:
    url = url_of(**STATED)
    page = page_of(client, url)
    data = structured(page)
    assert data["@type"] == "ChildCare"
    assert data["url"] == f"https://my.exemple.be{url}"
    assert data["name"] == "Les Petits Pas"
    assert data["telephone"] == "+3281234567"
    assert data["description"] == STATED["description"]
    assert data["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": "https://schema.org/Monday",
        "opens": "07:00",
        "closes": "18:30",
    }
    assert len(page.find_all("script", type="application/ld+json")) == 1
    canonical = page.find("link", rel="canonical")
    assert canonical is not None
    assert canonical["href"] == f"https://my.exemple.be{url}"
    graph = page.find("meta", property="og:url")
    assert graph is not None
    assert graph["content"] == canonical["href"]


def test_who_refuses_search_engines_is_told_to_none(client: StrictClient) -> None:
    listing = make_listing(**STATED)
    url = listing_path(listing.pk, listing.name)
    assert "X-Robots-Tag" not in client.get(url)
    set_visibility(actor=ACTOR, listing_id=listing.pk, today=TODAY, visible=True, noindex=True)
    response = client.get(url)
    page = BeautifulSoup(response.content.decode(), "lxml")
    assert response["X-Robots-Tag"] == "noindex"
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})
    assert page.find("script", type="application/ld+json") is None
    assert url not in client.get("/sitemap-lieux.xml").content.decode()


def test_a_former_name_leads_to_the_present_address(client: StrictClient) -> None:
    listing = make_listing()
    former = listing_path(listing.pk, listing.name)
    set_presentation(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        name="L’Œuf bleu",
        description="",
        pedagogical_project="",
    )
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (302, f"/lieu/{listing.pk}-l-oeuf-bleu/")


@pytest.mark.parametrize("pk", [1, 999_999, 2**63, 10**30])
def test_an_unknown_listing_is_a_page_that_suggests_to_search(client: StrictClient, pk: int) -> None:
    response = client.get(f"/lieu/{pk}-les-petits-pas/")
    assert response.status_code == 404
    page = BeautifulSoup(response.content.decode(), "lxml")
    assert page.main is not None
    assert page.main.select_one('a[href="/recherche/"]')
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})


def test_a_hidden_listing_looks_as_if_it_had_never_been(client: StrictClient) -> None:
    listing = make_listing(visible=False)
    hidden = client.get(listing_path(listing.pk, listing.name))
    unknown = client.get("/lieu/999999-les-petits-pas/")
    assert hidden.status_code == 404
    assert hidden.content == unknown.content


def test_a_page_takes_a_constant_number_of_queries(
    client: StrictClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bare, full = url_of(reference_number="M-1"), url_of(reference_number="M-2", **STATED)
    for url in (bare, full):
        with django_assert_num_queries(
            8
        ):  # the listing with its facility, its four parts, photos, project; the frame
            client.get(url)


def test_nothing_private_is_on_the_page(client: StrictClient) -> None:
    shown = plant()[0]
    html = client.get(listing_path(shown.pk, shown.name)).content.decode()
    assert shown.name in html
    assert CANARIES
    assert found_in(html) == []


BREADCRUMB = ".breadcrumb a"


@pytest.mark.parametrize(
    ("referer", "link", "said"),
    [
        (
            "http://testserver/recherche/?q=Huy&secteur=petite-enfance&x=%3Cscript%3E&page=2",
            "/recherche/?q=Huy&secteur=petite-enfance&page=2",
            "Résultats autour de Huy",
        ),
        (
            "http://testserver/recherche/?bbox=4.5,50.4,4.6,50.5",
            "/recherche/?bbox=4.5%2C50.4%2C4.6%2C50.5",
            "Résultats",
        ),
        ("http://ailleurs.example/recherche/?q=Huy", "/recherche/?q=5000+Namur&secteur=petite-enfance", ""),
        ("http://testserver/office/?q=Huy", "/recherche/?q=5000+Namur&secteur=petite-enfance", ""),
        ("http://testserver/recherche/", "/recherche/", "Résultats"),
        ("javascript://testserver/recherche/?q=x", "/recherche/?q=5000+Namur&secteur=petite-enfance", ""),
        ("http://[", "/recherche/?q=5000+Namur&secteur=petite-enfance", ""),
        ("", "/recherche/?q=5000+Namur&secteur=petite-enfance", "Lieux autour de Namur"),
    ],
)
def test_the_way_back_keeps_what_our_own_search_page_means(
    client: StrictClient, referer: str, link: str, said: str
) -> None:
    url = url_of()
    back = page_of(client, url, referer=referer).select_one(BREADCRUMB)
    assert back is not None
    assert back["href"] == link
    assert said in back.get_text()
    assert "Referer" in client.get(url)["Vary"]


def test_the_sheet_prints(client: StrictClient) -> None:
    page = page_of(client, url_of(**STATED))
    assert "Imprimé le 2 mars 2026" in words(page)
    sheets = [str(link["href"]) for link in page.find_all("link", rel="stylesheet")]
    assert any("listing" in sheet for sheet in sheets)
