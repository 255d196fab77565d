"""The search in PostGIS that the benchmark compares with gives the same answers."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from benchmarks import postgis
from benchmarks.agreement import Agreement, compare
from benchmarks.places import TODAY, document, places
from benchmarks.queries import QUERIES, queries
from search import geo
from search.documents import Availability, Box, Near, Order, Position, SearchQuery
from search.engines.columnar.answer import answer
from search.engines.columnar.segment import Segment
from tests.services.parts import missing
from tests.services.postgresql import programs, running_cluster

pytestmark = pytest.mark.services
COUNT, SEED = 500, 17
EVERYTHING = SearchQuery(today=TODAY.toordinal(), order=Order.NAME)


@pytest.fixture(scope="module")
def connection(django_db_blocker: Any) -> Iterator[Any]:
    """A filled database of its own, with PostGIS."""
    if programs() is None:
        missing("PostgreSQL")
    with running_cluster() as cluster:
        if not postgis.is_available(cluster.url):
            missing("PostGIS")
        with cluster.database() as url:
            with django_db_blocker.unblock():
                postgis.fill(url, COUNT, SEED)
            postgis.prepare(url)
            with postgis.connect(url) as opened:
                yield opened


@pytest.fixture(scope="module")
def segment() -> Segment:
    return Segment.build(document(place) for place in places(COUNT, SEED))


def checked(connection: Any, segment: Segment, query: SearchQuery) -> int:
    """How many listings both found."""
    wanted = answer([(segment, None)], query)
    found = postgis.PostgisSearch(connection, query).answer()
    spots = {
        int(id_): Position(int(lat), int(lon))
        for id_, lat, lon in zip(segment.ids, segment.lat, segment.lon, strict=True)
    }

    def near_circle(here: Position, radius: float) -> bool:
        return any(abs(geo.distance_m(here, spot) - radius) < 0.02 for spot in spots.values())

    agreement = compare(query, found, wanted, spots.__getitem__, near_circle)
    assert agreement is not Agreement.DIFFERENT, query
    return wanted.total


@pytest.mark.parametrize("kind", QUERIES)
def test_answers_are_the_columnar_engines(connection: Any, segment: Segment, kind: str) -> None:
    spots = [document(place).position for place in places(COUNT, SEED)]
    found = 0
    for query in queries(kind, 30, spots, SEED):
        checked(connection, segment, query)
        # Fewer filters than the benchmark's, or so few listings would give empty answers only.
        wider = replace(
            query, kinds=frozenset(), features=frozenset(), openings=frozenset(), tariffs=frozenset()
        )
        found += checked(connection, segment, wider)
        found += checked(
            connection, segment, replace(wider, groups=frozenset(), open_at=None, offset=3, size=5)
        )
    assert found


def test_bare_and_empty_questions_too(connection: Any, segment: Segment) -> None:
    assert checked(connection, segment, EVERYTHING) > COUNT / 2
    assert checked(connection, segment, replace(EVERYTHING, facets=False)) > COUNT / 2
    assert checked(connection, segment, replace(EVERYTHING, clusters=False, order=Order.DEFAULT)) > COUNT / 2
    for empty in (
        replace(EVERYTHING, view=Box(2, 2, 1, 1)),
        replace(EVERYTHING, availability=frozenset({Availability.BY_DAY})),
    ):
        assert checked(connection, segment, empty) == 0
    assert checked(connection, segment, replace(EVERYTHING, size=0)) > COUNT / 2


def test_edges_of_a_view_are_exact(connection: Any, segment: Segment) -> None:
    """PostGIS compares boxes in single precision, a hundred times coarser than the positions."""
    found = 0
    for row in range(0, len(segment), 10):
        lat, lon = int(segment.lat[row]), int(segment.lon[row])
        found += checked(connection, segment, replace(EVERYTHING, view=Box(lat, lon, lat, lon)))
        checked(connection, segment, replace(EVERYTHING, view=Box(lat + 1, lon, lat + 10, lon + 10)))
    assert found > len(segment) / 20


def test_the_circle_is_drawn_on_a_sphere(connection: Any, segment: Segment) -> None:
    """Through a listing, half a metre outwards and inwards: on the ellipsoid it would be somewhere else."""
    spots = [Position(int(lat), int(lon)) for lat, lon in zip(segment.lat, segment.lon, strict=True)]
    for here, other in zip(spots[::25], spots[7::25], strict=False):
        distance = geo.distance_m(here, other)
        for radius in (math.floor(distance), math.ceil(distance)):
            query = replace(EVERYTHING, near=Near(here, radius), order=Order.NEAREST)
            assert checked(connection, segment, query) > 0 or not radius
