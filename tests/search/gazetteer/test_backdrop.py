"""The backdrop that is committed is the one that the data make, and fit to be sent to a phone."""

import gzip
import io
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from search.gazetteer.backdrop import PRECISION, ZOOMS, _box, _encoded
from search.gazetteer.index import Index

FILE = Path(str(settings.STATICFILES_DIRS[0])) / "map" / "backdrop.json"


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def decoded(text: str) -> list[tuple[float, float]]:
    """As `site/assets/js/backdrop.js` reads it: (latitude, longitude)."""
    numbers, value, shift = [], 0, 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if not bits & 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lat = lon = 0
    points = []
    for dlat, dlon in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + dlat, lon + dlon
        points.append((lat / PRECISION, lon / PRECISION))
    return points


def test_the_committed_file_is_what_the_data_make(tmp_path: Path) -> None:
    call_command("map_backdrop", "--output", str(tmp_path / "made.json"), stdout=io.StringIO())
    assert (tmp_path / "made.json").read_text(encoding="utf-8") == FILE.read_text(encoding="utf-8")


def test_it_is_light() -> None:
    assert len(gzip.compress(FILE.read_bytes())) <= 60_000


def test_lines_survive_their_encoding() -> None:
    line = [(4.8674, 50.4669), (4.8674, 50.4669), (-0.5, -51.25), (180.0, 0.0001)]
    assert decoded(_encoded(line)) == [(50.4669, 4.8674), (-51.25, -0.5), (0.0001, 180.0)]


def test_belgium_is_closed_and_where_it_is(drawn: dict[str, Any]) -> None:
    rings = [decoded(ring) for ring in drawn["land"]]
    assert all(ring[0] == ring[-1] for ring in rings)
    largest = max(rings, key=len)
    assert min(lat for lat, _ in largest) == pytest.approx(49.497, abs=0.01)
    assert max(lat for lat, _ in largest) == pytest.approx(51.505, abs=0.01)
    assert min(lon for _, lon in largest) == pytest.approx(2.54, abs=0.01)
    assert max(lon for _, lon in largest) == pytest.approx(6.41, abs=0.01)


def test_no_line_follows_the_cut_of_the_map(drawn: dict[str, Any]) -> None:
    for text in drawn["abroad"]:
        for (lat_a, lon_a), (lat_b, lon_b) in zip(decoded(text), decoded(text)[1:], strict=False):
            assert not (lat_a == lat_b and lat_a in (48.9, 52.2))
            assert not (lon_a == lon_b and lon_a in (1.5, 7.5))


@pytest.mark.parametrize("zoom", [ZOOMS.start, 9, 11, ZOOMS.stop - 1])
def test_no_name_covers_another(drawn: dict[str, Any], zoom: int) -> None:
    boxes = [
        (name, _box(name, lat, lon, zoom)) for name, lat, lon, first, _ in drawn["labels"] if first <= zoom
    ]
    boxes += [
        (name, _box(name, lat, lon, zoom))
        for name, lat, lon, low, high in drawn["regions"]
        if low <= zoom <= high
    ]
    # Their air of 20 pixels may shrink by a few: positions are rounded to 3 decimals.
    assert not [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a.left < b.right - 6 and b.left < a.right - 6 and a.top < b.bottom - 6 and b.top < a.bottom - 6
    ]


def test_every_walloon_and_brussels_village_is_named(drawn: dict[str, Any], gazetteer: Index) -> None:
    named = {(lat, lon) for _, lat, lon, _, _ in drawn["labels"]}
    for place in gazetteer.places:
        if place.match.kind == "locality" and place.region != "flandre":
            assert (round(place.match.lat, 3), round(place.match.lon, 3)) in named, place.match.label


def test_the_large_towns_come_first(drawn: dict[str, Any]) -> None:
    first = {name: zoom for name, _, _, zoom, _ in drawn["labels"]}
    assert first["Bruxelles"] == first["Liège"] == first["Charleroi"] == 7
    assert first["Namur"] == 8
    assert first["Beez"] > 10
