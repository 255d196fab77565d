"""The Z-order, and that no row of a box or circle is left out of the runs."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import geo
from search.documents import Box, Near, Position
from search.engines.columnar.space import circle_box, runs, separate

TILE = st.integers(0, 2**geo.TILE_ZOOM - 1)
INTEGERS = st.integers(-(2**31), 2**31 - 1)
POSITIONS = st.builds(Position, INTEGERS, INTEGERS)


@given(TILE, TILE, st.integers(0, geo.TILE_ZOOM))
def test_tiles_go_into_the_z_order_and_come_back(x: int, y: int, zoom: int) -> None:
    shift = geo.TILE_ZOOM - zoom
    number = np.array([geo.interleave(x, y) >> (2 * shift)])
    assert [int(part[0]) for part in separate(number)] == [x >> shift, y >> shift]


@given(st.lists(POSITIONS, max_size=30), POSITIONS, POSITIONS)
def test_runs_hold_every_row_of_a_box(positions: list[Position], a: Position, b: Position) -> None:
    box = Box(min(a.lat, b.lat), min(a.lon, b.lon), max(a.lat, b.lat), max(a.lon, b.lon))
    ordered = sorted([*positions, a, b], key=lambda position: geo.interleave(*geo.tile(position)))
    z_order = np.array([geo.interleave(*geo.tile(position)) for position in ordered])
    rows = {row for start, end in runs(z_order, box) for row in range(start, end)}
    for row, position in enumerate(ordered):
        if box.south <= position.lat <= box.north and box.west <= position.lon <= box.east:
            assert row in rows


def test_runs_are_disjoint_ascending_and_never_empty() -> None:
    z_order = np.arange(0, 1 << 40, 1 << 24)
    found = runs(z_order, geo.encode_box(49, 2, 52, 7))
    assert found
    bounds = [bound for run in found for bound in run]
    assert bounds == sorted(set(bounds))
    assert sum(end - start for start, end in found) < len(z_order) / 100


def test_an_impossible_box_has_no_runs() -> None:
    z_order = np.arange(0, 1 << 40, 1 << 24)
    assert runs(z_order, Box(10, 0, 0, 10)) == []
    assert runs(z_order, Box(0, 10, 10, 0)) == []


@given(POSITIONS, st.floats(0, 20_100_000), POSITIONS, st.floats(0, 1))
def test_a_circle_lies_in_its_box(center: Position, radius: float, other: Position, part: float) -> None:
    """Tried with points anywhere, and with points due east of the centre, where the box is tightest."""
    near = Near(center, int(radius))
    box = circle_box(near)
    east = Position(center.lat, min(center.lon + int(part * 2**31), 2**31 - 1))
    for position in (other, east, Position(center.lat, box.east), Position(box.north, center.lon)):
        if geo.distance_m(center, position) <= near.radius:
            assert box.south <= position.lat <= box.north
            assert box.west <= position.lon <= box.east


@given(st.floats(-80, 80), st.floats(-100, 100), st.integers(10, 200_000))
def test_a_circle_touches_its_box(lat: float, lon: float, radius: int) -> None:
    """At its easternmost point, where sin(latitude) is that of the centre over cos(radius)."""
    near = Near(geo.encode(lat, lon), radius)
    box = circle_box(near)
    angle = radius / geo.EARTH_RADIUS_M
    turned = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(lat))))
    easternmost = geo.encode(
        math.degrees(math.asin(math.sin(math.radians(lat)) / math.cos(angle))), lon + turned
    )
    assert geo.distance_m(near.position, easternmost) == pytest.approx(radius, abs=0.1)
    assert box.east == pytest.approx(easternmost.lon, abs=200)
    assert box.east >= easternmost.lon - 2
