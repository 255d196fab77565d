"""What the benchmark compares is the same thing: its listings, its rows, its answers."""

from dataclasses import replace

import pytest

from benchmarks.naive import NaiveSearch, SqlClusters
from benchmarks.places import document, places
from benchmarks.queries import QUERIES, queries
from benchmarks.rows import fill
from portal.facilities.documents import DatabaseSource
from search.engines.columnar.answer import answer
from search.engines.columnar.segment import Segment

COUNT, SEED = 400, 11


@pytest.fixture
def _rows(db: None) -> None:
    fill(places(COUNT, SEED))


@pytest.mark.usefixtures("_rows")
def test_the_portal_makes_the_same_documents_of_the_rows() -> None:
    made = {found.id: found for found in DatabaseSource().documents()}
    assert len(made) == COUNT
    for place in places(COUNT, SEED):
        ours, theirs = document(place), made[place.id]
        if ours.public:
            assert theirs == replace(ours, version=theirs.version)
        else:
            assert not theirs.public


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize("kind", QUERIES)
def test_the_other_engines_give_the_same_answers(kind: str) -> None:
    documents = [document(place) for place in places(COUNT, SEED)]
    segment = Segment.build(documents)
    spots = [found.position for found in documents]
    found_any = 0
    for query in queries(kind, 6, spots, SEED):
        # Fewer filters than the benchmark's, or so few listings would give empty answers only.
        query = replace(
            query, kinds=frozenset(), features=frozenset(), openings=frozenset(), tariffs=frozenset()
        )
        wanted = answer([(segment, None)], query)
        assert NaiveSearch(query).answer() == wanted
        assert SqlClusters(query).clusters(SqlClusters(query).filtered()) == wanted.clusters
        found_any += wanted.total > 0
    assert found_any


def test_each_run_of_a_seed_is_the_same_and_each_seed_another() -> None:
    assert list(places(20, 1)) == list(places(20, 1)) != list(places(20, 2))
    spots = [document(place).position for place in places(20, 1)]
    assert queries("radius", 5, spots, 1) == queries("radius", 5, spots, 1) != queries("radius", 5, spots, 2)
