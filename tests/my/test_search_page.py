"""The search page over HTTP: complete without a script, shareable, and a page whatever the URL holds."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.my.search_query import PARAMETERS
from search import gazetteer
from tests.facilities.making import make_listing, make_organiser
from tests.security.canaries import found_in, plant
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gazetteer", "monday")]

DINANT = Address("Rue Grande", "7", "", "5500", "Dinant", "Dinant", 50.2606, 4.9122)


@pytest.fixture
def monday(set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T10:00Z")


def page_of(client: Client, query: str) -> BeautifulSoup:
    response = client.get(f"/recherche/?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def heading(page: BeautifulSoup) -> str:
    assert page.h1 is not None
    return page.h1.get_text(strip=True).replace("\u00a0", " ")


def names(page: BeautifulSoup) -> list[str]:
    return [title.get_text(strip=True) for title in page.select(".hit__title")]


def free_creche(**changes: Any) -> None:
    """A crèche in Namur with a place that was confirmed free today."""
    stated = {"availability": "maintenant", "confirmed_on": date(2026, 3, 2), "tariff": "revenus"}
    make_listing(**(stated | changes))


def test_without_a_place_the_whole_region_is_shown(client: StrictClient) -> None:
    make_listing()
    page = page_of(client, "")
    assert heading(page) == "1 lieu en Wallonie et à Bruxelles"
    assert names(page) == ["Les Petits Pas"]


def test_a_postcode_sets_the_place_and_the_distances(client: StrictClient) -> None:
    make_listing()
    make_listing(reference_number="M-2", organiser=make_organiser("Autre"), address=DINANT, name="Loin")
    page = page_of(client, "q=5000")
    assert heading(page) == "1 lieu autour de Namur"
    assert names(page) == ["Les Petits Pas"]
    assert re.search(r"à\s(moins de\s)?\d+\sk?m", page.select_one(".hit__about").get_text())  # type: ignore[union-attr]


def test_a_box_replaces_the_view_and_keeps_the_distances(client: StrictClient) -> None:
    make_listing()
    make_listing(reference_number="M-2", organiser=make_organiser("Autre"), address=DINANT, name="Loin")
    page = page_of(client, "q=5000&bbox=4.5,50.1,5.2,50.6&tri=distance")
    assert heading(page) == "2 lieux sur cette carte"
    assert names(page) == ["Les Petits Pas", "Loin"]


def test_chips_toggle_one_filter_and_count_what_they_would_find(client: StrictClient) -> None:
    free_creche()
    page = page_of(client, "q=Namur&tri=nom")
    chips = {chip.get_text(" ", strip=True): chip for chip in page.select("#puces .chip")}
    free = chips["Place libre maintenant 1 lieu"]
    assert free["href"] == "/recherche/?q=Namur&dispo=maintenant&tri=nom"
    assert "chip--empty" in chips["Accueillant·e·s 0 lieu"]["class"]
    on = page_of(client, "q=Namur&dispo=maintenant&tri=nom").select_one(".chip--on")
    assert on is not None
    assert on["href"] == "/recherche/?q=Namur&tri=nom"
    assert "Retirer le filtre" in on.get_text()


def test_the_form_says_what_is_chosen_and_counts_on_its_button(client: StrictClient) -> None:
    free_creche()
    page = page_of(client, "q=Namur&dispo=maintenant&texte=pas&capacite=10&jour=0&de=8:00&a=9:00")
    assert page.select_one("#f-dispo-maintenant").has_attr("checked")  # type: ignore[union-attr]
    assert page.select_one("#f-de")["value"] == "08:00"  # type: ignore[index]
    assert page.select_one("#f-capacite")["value"] == "10"  # type: ignore[index]
    assert page.select_one("#f-jour option[selected]")["value"] == "0"  # type: ignore[index]
    assert page.select_one("[data-submit]").get_text() == "Aucun lieu\u00a0: voir que changer"  # type: ignore[union-attr]
    page = page_of(client, "q=Namur&dispo=maintenant")
    assert page.select_one("[data-submit]").get_text() == "Voir 1\u00a0lieu"  # type: ignore[union-attr]
    assert (
        page.select_one("input[type=hidden][name=q][form], .filters__form input[name=q]")["value"] == "Namur"
    )  # type: ignore[index]


def test_an_empty_answer_says_what_to_give_up_with_true_counts(client: StrictClient) -> None:
    free_creche()
    page = page_of(client, "q=Namur&dispo=maintenant&tarif=revenus&ouverture=week-end")
    assert heading(page) == "Aucun lieu ne réunit ces trois critères autour de Namur"
    steps = [link.get_text(" ", strip=True).replace("\u00a0", " ") for link in page.select(".relaxations a")]
    assert steps == ["Sans « Ouvert le week-end » : 1 lieu"]
    link = page.select_one(".relaxations a")
    assert link is not None
    assert heading(page_of(client, str(link["href"]).split("?")[1])) == "1 lieu autour de Namur"


def test_an_empty_circle_offers_a_larger_one_and_the_nearest_place(client: StrictClient) -> None:
    make_listing(address=DINANT, name="Les Citrons")
    page = page_of(client, "q=Namur")
    assert heading(page) == "Aucun lieu autour de Namur"
    assert [link["href"] for link in page.select(".relaxations a")] == ["/recherche/?q=Namur&rayon=50000"]
    assert names(page) == ["Les Citrons"]


def test_homonyms_are_offered_with_their_commune(client: StrictClient) -> None:
    page = page_of(client, "q=bomal&dispo=maintenant")
    links = {link.get_text(): link["href"] for link in page.select(".results__others a")}
    assert len(links) == 1
    label, href = next(iter(links.items()))
    assert label.startswith("Bomal (")
    assert parse_qs(urlsplit(str(href)).query) == {"q": [label], "dispo": ["maintenant"]}
    assert "Vouliez-vous dire" not in page_of(client, f"q={quote(label)}").get_text()


def test_an_unknown_place_is_told_and_the_region_shown(client: StrictClient) -> None:
    make_listing()
    page = page_of(client, "q=xqzptlrk")
    assert "Nous ne connaissons pas «\u00a0xqzptlrk\u00a0»" in page.get_text()
    assert page.select_one('a[href="/recherche/informations/?q=xqzptlrk"]')
    assert heading(page) == "1 lieu en Wallonie et à Bruxelles"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_street_number_is_in_no_address(client: StrictClient, method: str) -> None:
    typed = "Rue de Fer 12, 5000 Namur"
    if method == "get":
        answer = client.get("/recherche/", {"q": typed, "tarif": "libre"})
        assert answer.status_code == 302
    else:
        answer = client.post("/recherche/", {"q": typed, "tarif": "libre"})
        assert answer.status_code == 303
    assert "12" not in answer["Location"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Rue de Fer 12" not in page.content.decode()
    assert "Nous n’avons pas trouvé exactement" in page.content.decode()
    assert "autour de Namur" in page.content.decode()


def test_an_address_becomes_its_position_to_three_decimals(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = gazetteer.resolve("5000 Namur")[0]
    found = gazetteer.Location(match, 50.46512345, 4.86498765, 5_000, match.label, "address", "")
    monkeypatch.setattr(gazetteer, "locate", lambda text: found)
    answer = client.post("/recherche/", {"q": "Rue de Fer 12, 5000 Namur", "dispo": "maintenant"})
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "q": ["Rue de Fer, 5000 Namur"],
        "lat": ["50.465"],
        "lon": ["4.865"],
        "rayon": ["5000"],
        "dispo": ["maintenant"],
    }
    monkeypatch.setattr(gazetteer, "locate", lambda text: pytest.fail("an address is looked up once"))
    page = page_of(client, urlsplit(answer["Location"]).query)
    assert heading(page) == "Aucun lieu ne répond à ce critère autour de « Rue de Fer, 5000 Namur »"


def test_a_post_needs_no_token_and_leads_to_the_canonical_address() -> None:
    answer = Client(enforce_csrf_checks=True).post("/recherche/?x=1", {"q": " Namur ", "page": "7", "x": "1"})
    assert answer.status_code == 303
    assert answer["Location"] == "/recherche/?q=Namur&page=7"
    assert not answer.cookies


def test_the_page_sets_no_cookie(client: StrictClient) -> None:
    assert not client.get("/recherche/?q=5000").cookies


HOSTILE = [
    "lat=nan&lon=1e999&bbox=1,2&zoom=999&page=1000000000",
    "q=' OR 1=1; DROP TABLE facilities_listing; --",
    'q=<script>alert(1)</script>&texte="><img src=x onerror=alert(1)>',
    "q=" + "a" * 10_000,
    "texte=" + "é" * 10_000,
    "q=%ff%fe%00%F0%9F&texte=%C3%28",
    "q=12&q=5000&q=" + "9" * 300,
    "&".join(f"p{i}={i}" for i in range(3_000)),
    "date=2026-13-45&jour=9&de=99:99&a=-1&capacite=-5",
    "q[]=1&q[$ne]=1&__proto__=1&type=..%2F..%2Fetc%2Fpasswd",
    "bbox=4.8,50.4,4.8001,50.4001&tri=distance&q=%20",
    "q=%E2%80%AE%E2%80%8B%EF%BB%BF",
]
ROUTES = ["my:search", "my:search_map", "my:search_geojson", "my:suggestions"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_urls_get_a_clear_answer(client: StrictClient, route: str, query: str) -> None:
    make_listing()
    answer = client.get(reverse(route), QUERY_STRING=query.encode("utf-8").decode("latin-1"), follow=True)
    assert answer.status_code == 200
    body = b"".join(answer) if answer.streaming else answer.content
    assert b"<script>alert" not in body
    assert b"<img src=x" not in body


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=30)), max_size=8))
def test_any_query_gets_a_page(client: StrictClient, pairs: list[tuple[str, str]]) -> None:
    answer = client.get("/recherche/", pairs)
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        again = client.get(answer["Location"])
        assert again.status_code == 200, "a settled address leads nowhere else"


def test_what_was_typed_wrong_is_told_by_its_field_and_stays(client: StrictClient) -> None:
    page = page_of(client, "jour=0&de=18:00&a=08:00&capacite=beaucoup")
    assert page.title.get_text().startswith("Erreur")  # type: ignore[union-attr]
    assert page.select_one("#filtres").has_attr("open")  # type: ignore[union-attr]
    assert page.select_one("#f-capacite")["value"] == "beaucoup"  # type: ignore[index]
    assert page.select_one("#f-de")["value"] == "18:00"  # type: ignore[index]
    assert "doit suivre" in page.select_one("#e-a").get_text()  # type: ignore[union-attr]


def test_pages_beyond_the_last_show_the_last(client: StrictClient) -> None:
    organiser = make_organiser()
    for number in range(21):
        make_listing(reference_number=f"M-{number}", organiser=organiser, name=f"Lieu {number:02}")
    page = page_of(client, "tri=nom&page=1000000000")
    assert names(page) == ["Lieu 20"]
    assert page.select_one(".pager [rel=prev]")["href"] == "/recherche/?tri=nom"  # type: ignore[index]
    assert page.select_one(".pager [rel=next]") is None


@pytest.mark.parametrize("route", ["my:search", "my:search_map"])
def test_the_number_of_queries_does_not_grow_with_the_answer(
    client: StrictClient, route: str, django_assert_max_num_queries: Any
) -> None:
    organiser = make_organiser()
    counts = []
    for number in range(12):
        make_listing(reference_number=f"M-{number}", organiser=organiser, name=f"Lieu {number}")
        if number in (1, 11):
            with django_assert_max_num_queries(30) as queries:
                assert client.get(reverse(route), {"q": "Namur"}).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_map_data_mirror_the_page(client: StrictClient) -> None:
    free_creche()
    make_listing(reference_number="M-2", organiser=make_organiser("Autre"), name="À côté")
    data = client.get("/recherche/carte.json?q=Namur&dispo=maintenant").json()
    assert (data["total"], data["title"]) == (1, "1\u00a0lieu autour de Namur")
    assert data["url"] == "/recherche/?q=Namur&dispo=maintenant"
    assert [place["title"] for place in data["places"]] == ["Les Petits Pas"]
    assert data["counts"]["dispo:inconnue"] == 1
    assert "Les Petits Pas" in data["results"]
    assert data["circle"]["radius"] > 0
    both = client.get("/recherche/carte.json?q=Namur").json()
    (cluster,) = both["clusters"]
    assert (cluster["n"], cluster["free"], both["places"]) == (2, 1, [])
    assert cluster["label"] == "2\u00a0lieux, 1 libre maintenant. Ouvrir ce groupe"
    spot = ",".join(str(edge) for edge in cluster["box"])
    listed = client.get(f"/recherche/carte.json?q=Namur&grappe={spot}").json()
    assert listed["total"] == 2
    assert "À côté" in listed["html"]


@pytest.mark.parametrize("spot", ["1,2", "a,b,c,d", "9,9,1,1", "1e9,0,1,1", "9" * 80, f"{2**40},0,{2**41},1"])
def test_a_spot_that_is_none_gives_the_map_data(client: StrictClient, spot: str) -> None:
    assert "clusters" in client.get("/recherche/carte.json", {"grappe": spot}).json()


def test_the_parts_of_the_map_data_come_alone(client: StrictClient) -> None:
    assert client.get("/recherche/carte.json?parties=compte").json().keys() == {"total", "counts", "submit"}
    assert "results" not in client.get("/recherche/carte.json?parties=carte").json()


def test_geojson_is_the_answer_in_order(client: StrictClient) -> None:
    free_creche()
    make_listing(reference_number="M-2", organiser=make_organiser("Autre"), name="À côté")
    link = page_of(client, "q=Namur&tri=nom").select_one(".results__data a")
    assert link is not None
    answer = client.get(str(link["href"]))
    assert answer["Content-Type"] == "application/geo+json"
    data = json.loads(b"".join(answer))
    assert (data["type"], data["total"]) == ("FeatureCollection", 2)
    assert [feature["properties"]["nom"] for feature in data["features"]] == ["À côté", "Les Petits Pas"]
    assert data["features"][1]["geometry"] == {"type": "Point", "coordinates": [4.8675, 50.4669]}
    assert data["features"][1]["properties"]["disponibilite"] == "libre"
    assert data["features"][1]["properties"]["url"].endswith("-les-petits-pas/")


def test_no_canary_is_in_any_answer(client: StrictClient, set_clock: Callable[[str], Any]) -> None:
    plant()
    set_clock("2026-03-03T10:00Z")  # one of them ended the day before
    for path in ("/recherche/", "/recherche/carte.json", "/recherche/lieux.geojson"):
        answer = client.get(path)
        body = (b"".join(answer) if answer.streaming else answer.content).decode()
        assert "La Maison Visible" in body
        assert found_in(body) == []


def test_a_rounded_position_says_so(client: StrictClient) -> None:
    plant()
    data = json.loads(b"".join(client.get("/recherche/lieux.geojson")))
    (home,) = [f for f in data["features"] if f["properties"]["nom"] == "La Maison Visible"]
    assert home["properties"]["position"] == "arrondie"
    assert home["properties"]["adresse"] is None


def test_suggestions_complete_what_is_typed(client: StrictClient) -> None:
    answer = client.get("/recherche/suggestions.json?q=boitsf")
    labels = [each["label"] for each in answer.json()["suggestions"]]
    assert any("Boitsfort" in label for label in labels)
    assert client.get("/recherche/suggestions.json").json() == {"suggestions": []}


def test_kinds_and_words_select(client: StrictClient) -> None:
    make_listing()
    make_listing(
        reference_number="M-2",
        organiser=make_organiser("Autre"),
        kind=FacilityKind.INDEPENDENT_CHILDMINDER,
        name="Le Jardin d’Anna",
    )
    assert names(page_of(client, "type=independant")) == ["Le Jardin d’Anna"]
    assert names(page_of(client, "texte=jardins")) == ["Le Jardin d’Anna"]
    assert names(page_of(client, "groupe=creches&texte=pas")) == ["Les Petits Pas"]
