"""Public listings for programs: the search's own answers, and nothing of what parents do not see."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.facilities.enums import AgeBand
from portal.facilities.models import Listing
from portal.facilities.public import Period, PublicFreePlaces
from portal.facilities.services import state_availability
from tests.acte_content.headless.conftest import make_places
from tests.facilities.making import ACTOR, ADDRESS, TODAY, make_listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gazetteer", "today")]
LISTINGS, GEOJSON = "/api/v1/lieux", "/api/v1/lieux.geojson"


@pytest.fixture
def today(set_clock: Any) -> date:
    set_clock("2026-03-02T10:00Z")
    return TODAY


@pytest.fixture
def places(db: None) -> list[Listing]:
    return make_places()


def get(address: str, **query: Any) -> Any:
    response = Client().get(address, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_what_the_search_finds_is_what_programs_get(places: list[Listing]) -> None:
    answer = get(LISTINGS, q="5000 Namur", tri="nom")
    assert [one["nom"] for one in answer["resultats"]] == ["Chez Ana", "Les Petits Pas"]
    assert answer["total"] == get("/recherche/carte.json", q="5000 Namur")["total"] == 2
    assert get(LISTINGS, type="creche")["resultats"][0]["id"] == places[0].pk
    assert get(LISTINGS, secteur="temps-libre")["total"] == 0
    assert get(LISTINGS, type=["creche", "independant"])["total"] == 2


def test_geojson_is_the_same_page_and_the_same_words_as_the_maps(places: list[Listing]) -> None:
    whole = b"".join(Client().get("/recherche/lieux.geojson?tri=nom").streaming_content).decode()
    response = Client().get(GEOJSON, {"tri": "nom"})
    assert response["Content-Type"] == "application/geo+json"
    answer = response.json()
    assert answer["features"]
    for one in answer["features"]:
        assert f'"nom":"{one["properties"]["nom"]}"' in whole
    listed = get(LISTINGS, tri="nom")["resultats"]
    for one, feature in zip(listed, answer["features"], strict=True):
        assert one["id"] == feature["id"]
        assert {name: one[name] for name in feature["properties"]} == feature["properties"]


def test_a_home_shown_by_its_neighbourhood_stays_so(places: list[Listing]) -> None:
    (home,) = get(LISTINGS, type="independant", lat=50.467, lon=4.867)["resultats"]
    assert (home["adresse"], home["position"]) == (None, "arrondie")
    assert home["distance_m"] % 100 == 0
    assert (home["latitude"], home["longitude"]) != (ADDRESS.latitude, ADDRESS.longitude)
    text = Client().get(f"{LISTINGS}/{places[1].pk}").content.decode()
    assert "Moulin" not in text
    assert '"moteurs_de_recherche": false' in text


def test_no_answer_holds_a_telephone_or_an_address_of_e_mail(places: list[Listing]) -> None:
    for address in (LISTINGS, GEOJSON, f"{LISTINGS}/{places[1].pk}"):
        text = Client().get(address).content.decode()
        assert "Ana" in text
        assert "478112233" not in text
        assert "ana@" not in text


def test_one_place_is_told_whole(places: list[Listing]) -> None:
    listing = places[0]
    state_availability(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, status="maintenant",
        free_places=[PublicFreePlaces(AgeBand.UNDER_ONE, TODAY, 2)],
        unavailable=[Period(date(2026, 7, 1), date(2026, 7, 31))],
    )  # fmt: skip
    answer = get(f"{LISTINGS}/{listing.pk}")
    assert (answer["organisateur"], answer["capacite"]) == ("Les Tilleuls ASBL", 14)
    assert answer["places_libres"] == [{"age": 1, "des_le": "2026-03-02", "places": 2}]
    assert answer["sans_place"] == [{"du": "2026-07-01", "au": "2026-07-31"}]
    assert (answer["disponibilite"], answer["confirme_le"]) == ("libre", "2026-03-02")
    assert answer["moteurs_de_recherche"]
    for hidden in (places[2].pk, 0, 999_999, 10**30):
        assert Client().get(f"{LISTINGS}/{hidden}").status_code == 404


def test_pages_are_cut_anywhere(places: list[Listing]) -> None:
    first = Client().get(LISTINGS, {"par_page": 1, "tri": "nom"})
    assert first.json()["pages"] == 2
    assert 'rel="next"' in first["Link"]
    names = [get(LISTINGS, par_page=1, tri="nom", page=page)["resultats"] for page in (1, 2, 3)]
    assert [[one["nom"] for one in page] for page in names] == [["Chez Ana"], ["Les Petits Pas"], []]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("type=chateau", "type"),
        ("secteur=petite-enfance&secteur=x", "secteur"),
        ("lat=91&lon=4", "lat"),
        ("lat=50.4", "lat"),
        ("rayon=1", "rayon"),
        ("rayon=5000&bbox=4,50,5,51", "rayon"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=nan,50,5,51", "bbox"),
        ("date=hier", "date"),
        ("date=2020-01-01", "date"),
        ("dispo=date", "date"),
        ("jour=1", "de"),
        ("jour=1&de=25:99", "de"),
        ("capacite=0", "capacite"),
        ("age=4", "age"),
        ("page=0", "page"),
        ("page=101&par_page=100", "page"),
        ("par_page=101", "par_page"),
        ("par_page=x", "par_page"),
        ("tri=hasard", "tri"),
        ("nom=x", "?"),
        (f"q={'a' * 121}", "q"),
        ("texte=%01", "texte"),
    ],
)
def test_what_is_not_understood_is_told_by_its_parameter(query: str, parameter: str) -> None:
    for address in (LISTINGS, GEOJSON):
        response = Client().get(f"{address}?{query}")
        assert response.status_code == 422
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert parameter in [error["parametre"] for error in problem["erreurs"]]
        assert all(error["message"].endswith(".") for error in problem["erreurs"])


# Within a transaction the search keeps nothing.
@pytest.mark.django_db(transaction=True)
def test_a_page_costs_the_same_however_many_it_shows(
    places: list[Listing], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(LISTINGS)
    for number in range(4, 9):
        make_listing(reference_number=f"M-{number}", organiser=places[0].facility.organiser)
    get(LISTINGS)
    # The head of the change log; the listings, and their four parts.
    for query in ("par_page=1", "par_page=100"):
        with django_assert_num_queries(6):
            Client().get(f"{LISTINGS}?{query}")


def test_a_change_is_seen_at_the_next_request(places: list[Listing]) -> None:
    first = Client().get(LISTINGS)
    same = Client().get(LISTINGS, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    make_listing(reference_number="M-4", organiser=places[0].facility.organiser, name="Nouveau")
    again = Client().get(LISTINGS, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "Nouveau" in again.content.decode()
