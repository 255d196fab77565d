"""A finished query and the place it must come first with."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.gazetteer import found_after_a_slip
from search.gazetteer import resolve, strip_house_number
from search.gazetteer.index import Index
from search.gazetteer.names import key
from search.gazetteer.places import places_of
from search.models import GazetteerPlace

pytestmark = pytest.mark.usefixtures("gazetteer")


def first(query: str) -> tuple[str, str, str]:
    match = resolve(query)[0]
    return match.kind, match.name, match.postcode


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("5000", ("postcode", "Namur", "5000")),
        ("５０００", ("postcode", "Namur", "5000")),
        ("B-5000", ("postcode", "Namur", "5000")),
        ("beez", ("locality", "Beez", "5000")),
        ("LIEGE", ("commune", "Liège", "4000")),
        ("Luik", ("commune", "Liège", "4000")),
        ("Lüttich", ("commune", "Liège", "4000")),
        ("st gilles", ("commune", "Saint-Gilles", "1060")),
        ("St. Gilles", ("commune", "Saint-Gilles", "1060")),
        ("s gilles", ("commune", "Saint-Gilles", "1060")),
        ("Sint-Gillis", ("commune", "Saint-Gilles", "1060")),
        ("Sint-Gillis-Waas", ("commune", "Sint-Gillis-Waas", "9170")),
        ("Brüssel", ("commune", "Bruxelles", "1000")),
        ("bxl", ("commune", "Bruxelles", "1000")),
        ("Boitsfort", ("commune", "Watermael-Boitsfort", "1170")),
        ("bosvoorde", ("commune", "Watermael-Boitsfort", "1170")),
        ("Chalreroi", ("commune", "Charleroi", "6000")),
        ("Bruxeles", ("commune", "Bruxelles", "1000")),
        ("Boisfort", ("commune", "Watermael-Boitsfort", "1170")),
        ("namru", ("commune", "Namur", "5000")),
        ("lalouviere", ("commune", "La Louvière", "7100")),
        ("braine l'alleud", ("commune", "Braine-l’Alleud", "1420")),
        ("BRAINE LALLEUD", ("commune", "Braine-l’Alleud", "1420")),
        ("Ham s/Heure", ("locality", "Ham-sur-Heure", "6120")),
        ("Woluwe-St-Pierre", ("commune", "Woluwe-Saint-Pierre", "1150")),
        ("St. Vith", ("commune", "Saint-Vith", "4780")),
        ("Bergen", ("commune", "Mons", "7000")),
        ("Namur, Belgique", ("commune", "Namur", "5000")),
        ("Saint-Nicolas", ("commune", "Saint-Nicolas", "4420")),
    ],
)
def test_a_name_or_postcode_finds_its_place(query: str, expected: tuple[str, str, str]) -> None:
    assert first(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("5000 Namur", ("postcode", "Namur", "5000")),
        ("Namur 5000", ("postcode", "Namur", "5000")),
        ("5000Namur", ("postcode", "Namur", "5000")),
        ("Namur, 5000", ("postcode", "Namur", "5000")),
        # To the letter what a suggestion said: the commune.
        ("Namur (5000)", ("commune", "Namur", "5000")),
        ("5000 Beez", ("locality", "Beez", "5000")),
        ("4020 Liège", ("postcode", "Liège", "4020")),
        ("1040", ("postcode", "Etterbeek", "1040")),
        ("1040 Etterbeek", ("postcode", "Etterbeek", "1040")),
        ("1040 Bruxelles", ("postcode", "Bruxelles", "1040")),
        ("1050 Elsene", ("postcode", "Ixelles", "1050")),
        ("Bruxelles, 1040", ("postcode", "Bruxelles", "1040")),
        # How people write Uccle: the postcode is believed.
        ("1180 Bruxelles", ("postcode", "Uccle", "1180")),
        # No such postcode: the name is what is left.
        ("9999 Namur", ("commune", "Namur", "5000")),
        ("Namur 12", ("commune", "Namur", "5000")),
        ("Bomal, Ramillies", ("locality", "Bomal", "1367")),
        ("Namur Beez", ("locality", "Beez", "5000")),
    ],
)
def test_postcode_name_and_commune_together(query: str, expected: tuple[str, str, str]) -> None:
    assert first(query) == expected


def test_homonyms_are_offered_with_their_commune() -> None:
    labels = [match.label for match in resolve("bomal")]
    assert labels == ["Bomal (6941, Durbuy)", "Bomal (1367, Ramillies)"]


def test_among_homonyms_french_speaking_belgium_comes_first() -> None:
    """The present data have no larger namesake in Flanders: made up here."""

    def row(name: str, province: str, population: int, nis: str) -> GazetteerPlace:
        return GazetteerPlace(
            kind="locality", name_fr=name, postcode="1000", nis=nis, commune="C", province=province,
            latitude=50.0, longitude=4.0, population=population,
        )  # fmt: skip

    rows = [row("Berg", "Province du Limbourg", 9_000, "1"), row("Berg", "Province de Namur", 90, "2")]
    assert [place.nis for place in Index(places_of(rows)).named(("berg",))] == ["2", "1"]


def test_a_commune_hides_the_locality_of_its_name() -> None:
    assert [match.kind for match in resolve("Namur")] == ["commune"]


def test_a_label_is_a_query_that_finds_its_place(gazetteer: Index) -> None:
    """Without JavaScript, a chosen suggestion comes back as text."""
    for place in gazetteer.places:
        label = place.match.label
        assert resolve(label)[0].label == label
        assert resolve(strip_house_number(label))[0].label == label


def test_every_name_in_every_language_is_among_its_own_first_results(gazetteer: Index) -> None:
    for place in gazetteer.places:
        if place.match.kind == "postcode":
            continue
        for name in place.names:
            found = resolve(name, limit=8)
            assert any(
                match.commune == place.match.commune and key(match.name) == key(place.names[0])
                for match in found
            ), (name, found)


def test_every_postcode_is_found(gazetteer: Index) -> None:
    for place in gazetteer.places:
        if place.match.kind == "postcode":
            assert place.match in resolve(place.match.postcode)
            assert resolve(f"{place.match.postcode} {place.match.name}")[0].label == place.match.label


def test_one_slip_in_a_name_of_six_letters_or_more_is_forgiven(gazetteer: Index) -> None:
    found, asked = found_after_a_slip(list(gazetteer.places), random.Random(7))
    assert found / asked >= 0.995


@pytest.mark.parametrize(
    "query", ["", "   ", "-", "xyzzy", "qwertz", "12", "123", "12345", "0000", "9999", "%00", "🎈", "\x00"]
)
def test_nonsense_finds_nothing(query: str) -> None:
    assert resolve(query) == []


def test_digits_are_never_taken_for_others() -> None:
    """5009 is no postcode; 5000, one digit away, is."""
    assert resolve("5009") == []


@pytest.mark.parametrize("letter", ["n", "é", "5", "ﷺ", " ", "-", "st "])
def test_a_long_query_is_cut_early(letter: str) -> None:
    start = time.perf_counter()
    resolve((letter * 10_000)[:10_000])
    assert time.perf_counter() - start < 0.05


@given(st.text(max_size=300))
def test_any_text_has_an_answer_at_once(text: str) -> None:
    start = time.perf_counter()
    for match in resolve(text):
        assert match.label
    assert time.perf_counter() - start < 0.05


def test_a_limit_is_kept() -> None:
    assert len(resolve("saint", limit=3)) == 3


def test_brussels_has_a_smaller_view_than_the_ardennes() -> None:
    assert resolve("1050")[0].radius_m < resolve("beez")[0].radius_m < resolve("6900")[0].radius_m
