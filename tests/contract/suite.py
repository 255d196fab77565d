"""What every engine must pass. A subclass says how to put documents into an engine and ask it."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from benchmarks.agreement import TOLERANCE_M, Agreement, compare, differences
from search import geo
from search.documents import (
    DAY_MAX,
    DAY_MIN,
    AgeBand,
    Availability,
    DayRange,
    ListingDocument,
    Position,
    SearchQuery,
    SearchResult,
)
from tests.contract.generator import TODAY, Generator
from tests.contract.oracle import expected

# Eight worlds; `CONTRACT_SEED=100 pytest tests/contract` looks at eight others.
FIRST_SEED = int(os.environ.get("CONTRACT_SEED", "0"))


class EngineContract:
    """Subclass it in a module named test_…, and define `search`."""

    queries_a_world = 270  # 2,160 over the eight seeds
    # An engine that measures distances in its own way may decide otherwise within 2 cm: how often it did so
    # over the suite's own seeds is counted, and expected to be never.
    measures_otherwise = False

    def search(
        self, loads: Sequence[Iterable[ListingDocument]], queries: Sequence[SearchQuery]
    ) -> Iterable[SearchResult]:
        """Index the loads one after another, without merging what they left, and answer the queries."""
        raise NotImplementedError

    @pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 8))
    def test_answers_are_the_oracles(self, seed: int) -> None:
        """After a first load, updates, removals and additions, in two more loads."""
        generator = Generator(seed)
        first = generator.documents(generator.random.choice((1, 40, 150, 150)))
        held = {document.id: document for document in first}
        loads = [first]
        for _ in range(2):
            load = [
                generator.changed(held[id_]) for id_ in generator.random.sample(sorted(held), len(held) // 5)
            ]
            load += generator.documents(10, first_id=max(held) + 1)
            held |= {document.id: document for document in load}
            loads.append(load)
        documents = list(held.values())
        queries = [generator.query(documents) for _ in range(self.queries_a_world)]
        found_any = 0
        judged: Counter[Agreement] = Counter()
        for query, found in zip(queries, self.search(loads, queries), strict=True):
            judged[self.judge(found, held, query)] += 1
            found_any += found.total > 0
        # A suite that only compares empty answers compares nothing.
        assert found_any > self.queries_a_world / 6
        assert judged[Agreement.TOLERATED] == 0 or FIRST_SEED

    def test_a_statement_is_believed_for_exactly_so_many_days(self) -> None:
        """119, 120 and 121 days after it was confirmed: two are free now, the last is unknown."""
        generator = Generator(1)
        documents = [
            replace(
                document,
                public=(DayRange(DAY_MIN, DAY_MAX),),
                availability={AgeBand.ANY: (DayRange(TODAY - age, DAY_MAX),)},
                confirmed_on=TODAY - age,
            )
            for document, age in zip(generator.documents(3), (119, 120, 121), strict=True)
        ]
        fresh = tuple(document.id for document in documents[:2])
        queries = [
            SearchQuery(today=TODAY, availability=frozenset({bucket}))
            for bucket in (Availability.NOW, Availability.UNKNOWN)
        ]
        now, unknown = self.search([documents], queries)
        assert now.ids == fresh
        assert unknown.ids == (documents[2].id,)
        assert (now.facets["availability"]["maintenant"], now.facets["availability"]["inconnue"]) == (2, 1)

    def test_an_empty_index_answers(self) -> None:
        generator = Generator(0)
        queries = [generator.query([]) for _ in range(50)]
        for query, found in zip(queries, self.search([[]], queries), strict=True):
            self.judge(found, {}, query)

    def judge(
        self, found: SearchResult, held: Mapping[int, ListingDocument], query: SearchQuery
    ) -> Agreement:
        """Fails where the answer is not the oracle's, but for what the engine is allowed."""
        wanted = expected(held.values(), query)

        def near_circle(here: Position, radius: float) -> bool:
            away = (geo.distance_m(here, document.position) for document in held.values())
            return any(abs(metres - radius) < TOLERANCE_M for metres in away)

        agreement = compare(query, found, wanted, lambda id_: held[id_].position, near_circle)
        same = agreement is Agreement.EQUAL
        allowed = same or (self.measures_otherwise and agreement is Agreement.TOLERATED)
        assert allowed, f"{', '.join(differences(found, wanted))} differ for {query}"
        return agreement
