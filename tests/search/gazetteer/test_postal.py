"""Postcodes and their places, and the points of addresses."""

import pytest

from search.gazetteer import postal
from search.gazetteer.geocoder import GeocoderFailed, Point
from search.gazetteer.postal import metres_from, names_under, place_under, point_of_address

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.mark.parametrize(
    ("postcode", "name", "locality", "commune"),
    [
        ("5100", "Wépion", "Wépion", "Namur"), ("5100", "wepion", "Wépion", "Namur"),
        ("5100", "Namur", "Namur", "Namur"), ("5000", "NAMUR", "Namur", "Namur"),
        ("5000", "Namen", "Namur", "Namur"), ("1000", "Brussel", "Bruxelles", "Bruxelles"),
        ("1060", "St-Gilles", "Saint-Gilles", "Saint-Gilles"), ("1180", "Uccle", "Uccle", "Uccle"),
        ("4000", "Liège", "Liège", "Liège"),
    ],
)  # fmt: skip
def test_a_place_under_its_postcode(postcode: str, name: str, locality: str, commune: str) -> None:
    found = place_under(postcode, name)
    assert found is not None
    assert (found.name, found.commune, found.postcode) == (locality, commune, postcode)
    assert metres_from(postcode, found.lat, found.lon) == 0


@pytest.mark.parametrize(
    ("postcode", "name"),
    [("5000", "Wépion"), ("9999", "Namur"), ("", "Namur"), ("5000", ""), ("1180", "Bruxelles")],
)
def test_no_such_place(postcode: str, name: str) -> None:
    assert place_under(postcode, name) is None


def test_what_a_postcode_has() -> None:
    assert "Wépion" in names_under("5100")
    assert names_under("9999") == ()
    assert metres_from("9999", 50.0, 5.0) == float("inf")
    assert metres_from("5000", 51.2, 4.4) > 50_000


class Known:
    def __init__(self, point: Point | None) -> None:
        self.point = point

    def geocode(self, text: str) -> Point | None:
        if self.point is None:
            raise GeocoderFailed("away")
        return self.point


@pytest.mark.parametrize(
    ("point", "is_believed"),
    [(Point(50.4669, 4.8675), True), (Point(51.2, 4.4), False), (None, False)],
    ids=["near", "another town", "failed"],
)
def test_a_geocoder_is_believed_near_the_postcode(
    monkeypatch: pytest.MonkeyPatch, point: Point | None, is_believed: bool
) -> None:
    monkeypatch.setattr(postal, "configured", lambda: Known(point))
    found = point_of_address("Rue du Moulin 12, 5000 Namur", "5000")
    assert found == (point if is_believed else None)


def test_without_geocoder_there_is_no_point_of_an_address() -> None:
    assert point_of_address("Rue du Moulin 12, 5000 Namur", "5000") is None
