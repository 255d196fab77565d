"""Positions, distances, boxes and tiles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.documents import MAX_CELLS, Box, Position
from search.geo import (
    EARTH_RADIUS_M,
    TARGET_CELLS,
    TILE_ZOOM,
    chord_squared,
    cluster_zoom,
    decode,
    distance_m,
    encode,
    encode_box,
    reach,
    tile,
    unit_vector,
)

NAMUR, LIEGE = encode(50.4669, 4.8675), encode(50.6337, 5.5675)
INTEGERS = st.integers(-(2**31), 2**31 - 1)
POSITIONS = st.builds(Position, INTEGERS, INTEGERS)


def haversine(a: Position, b: Position) -> float:
    (lat_a, lon_a), (lat_b, lon_b) = (tuple(map(math.radians, decode(p))) for p in (a, b))
    h = math.sin((lat_b - lat_a) / 2) ** 2
    h += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_is_floored_to_its_step(lat: float, lon: float) -> None:
    back = decode(encode(lat, lon))
    assert 0 <= lat - back[0] <= 180 / 2**32 or lat > 89.99
    assert 0 <= lon - back[1] <= 360 / 2**32 or lon > 179.99


@given(POSITIONS, POSITIONS)
def test_distances_are_haversine_to_the_centimetre_away_from_the_antipodes(a: Position, b: Position) -> None:
    expected = haversine(a, b)
    if expected < 19_000_000:
        assert distance_m(a, b) == pytest.approx(expected, abs=0.01)


def test_a_known_distance() -> None:
    assert distance_m(NAMUR, LIEGE) == pytest.approx(52_885, abs=200)
    assert distance_m(NAMUR, NAMUR) == 0


@given(POSITIONS, POSITIONS)
def test_within_reach_means_within_the_radius(a: Position, b: Position) -> None:
    chord, metres = chord_squared(unit_vector(a), unit_vector(b)), distance_m(a, b)
    if metres < 19_000_000:
        assert chord <= reach(metres + 0.01)
        assert chord >= reach(max(metres - 0.01, 0))


def test_a_box_holds_no_point_outside_it() -> None:
    box = encode_box(50.1, 4.1, 50.2, 4.2)
    assert decode(Position(box.south, box.west)) >= (50.1, 4.1)
    assert decode(Position(box.north, box.east)) <= (50.2, 4.2)


@given(POSITIONS, st.integers(0, TILE_ZOOM))
def test_tiles_nest(position: Position, zoom: int) -> None:
    x, y = tile(position)
    assert tile(position, zoom) == (x >> (TILE_ZOOM - zoom), y >> (TILE_ZOOM - zoom))
    assert 0 <= x < 2**TILE_ZOOM
    assert 0 <= y < 2**TILE_ZOOM


def test_known_tiles() -> None:
    # Brussels, Grand-Place: https://tile.openstreetmap.org/10/524/343.png
    assert tile(encode(50.8467, 4.3525), 10) == (524, 343)
    assert tile(Position(2**31 - 1, -(2**31))) == (0, 0)
    assert tile(Position(-(2**31), 2**31 - 1)) == (2**20 - 1, 2**20 - 1)


@given(INTEGERS, INTEGERS, INTEGERS, INTEGERS)
def test_a_view_never_crosses_too_many_cells(south: int, west: int, north: int, east: int) -> None:
    box = Box(min(south, north), min(west, east), max(south, north), max(west, east))
    zoom = cluster_zoom(box)
    x0, y0 = tile(Position(box.north, box.west), zoom)
    x1, y1 = tile(Position(box.south, box.east), zoom)
    assert (x1 - x0 + 1) * (y1 - y0 + 1) <= TARGET_CELLS <= MAX_CELLS
