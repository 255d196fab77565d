"""An unfinished query and what it may become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.gazetteer import complete, resolve
from search.gazetteer.index import Index
from search.gazetteer.names import words

pytestmark = pytest.mark.usefixtures("gazetteer")


def labels(prefix: str) -> list[str]:
    return [match.label for match in complete(prefix)]


def test_digits_complete_to_postcodes_in_order() -> None:
    assert labels("500")[:2] == ["5000 Namur", "5001 Belgrade"]


def test_a_shared_postcode_offers_the_commune_it_belongs_to_first() -> None:
    assert labels("1040") == ["1040 Etterbeek", "1040 Bruxelles"]


def test_a_postcode_and_the_beginning_of_a_name() -> None:
    assert labels("5000 na")[0] == "5000 Namur"
    assert "Beez (5000, Namur)" in labels("50 be")
    assert labels("1040 e")[0] == "1040 Etterbeek"


@pytest.mark.parametrize(
    ("prefix", "label"),
    [
        ("nam", "Namur (5000)"),
        ("brux", "Bruxelles (1000)"),
        ("brus", "Bruxelles (1000)"),
        ("st gi", "Saint-Gilles (1060)"),
        ("sint gi", "Saint-Gilles (1060)"),
        ("saint-gi", "Saint-Gilles (1060)"),
        ("boits", "Watermael-Boitsfort (1170)"),
        ("Chalre", "Charleroi (6000)"),
        ("bomal dur", "Bomal (6941, Durbuy)"),
        ("la louv", "La Louvière (7100)"),
        ("braine-l'a", "Braine-l’Alleud (1420)"),
    ],
)
def test_a_beginning_offers_the_place_first(prefix: str, label: str) -> None:
    assert labels(prefix)[0] == label


def test_french_speaking_belgium_comes_before_larger_towns_of_flanders() -> None:
    assert labels("an").index("Ans (4430)") < labels("an").index("Anvers (2000)")


def test_a_name_in_another_language_comes_after_french_ones() -> None:
    """Mons is Bergen in Dutch, and larger than Binche."""
    assert "Binche (7130)" in labels("b")
    assert "Mons (7000)" not in labels("b")
    assert labels("bergen")[0] == "Mons (7000)"


def test_a_whole_name_comes_before_longer_ones() -> None:
    assert labels("ans")[0] == "Ans (4430)"
    assert labels("On")[0] == "On (6900, Marche-en-Famenne)"


@pytest.mark.parametrize("prefix", ["", "  ", "xq", "00", "12345"])
def test_nothing_begins_like_this(prefix: str) -> None:
    assert complete(prefix) == []


def test_typing_a_name_to_its_end_keeps_offering_it(gazetteer: Index) -> None:
    """From four letters on, every further letter keeps the place, unless eight others begin so too."""
    for place in gazetteer.places[::7]:
        if place.match.kind == "postcode":
            continue
        name = place.names[0]
        best = resolve(name)[0]
        for size in range(4, len(name) + 1):
            offered = {(match.lat, match.lon) for match in complete(name[:size])}
            assert (best.lat, best.lon) in offered or len(offered) == 8, (name[:size], best.label)


def test_popular_beginnings_are_answered_like_any_other(gazetteer: Index) -> None:
    """The answers made beforehand are those that would be made now."""
    for prefix in ("s", "sa", "saint", "br", "la"):
        low = next(i for i, text in enumerate(gazetteer._texts) if text.startswith(prefix))
        high = len(gazetteer._texts) - next(
            i for i, text in enumerate(reversed(gazetteer._texts)) if text.startswith(prefix)
        )
        assert list(gazetteer._popular[prefix]) == gazetteer._ranked(prefix, low, high)


@given(st.text(max_size=60))
def test_offers_fit_what_was_typed_or_are_a_slip_away(text: str) -> None:
    offered = complete(text)
    assert len(offered) <= 8
    if not words(text):
        assert offered == []
