"""What every engine must pass. A subclass says how to put documents into an engine and ask it."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

import pytest

from search.documents import ListingDocument, SearchQuery, SearchResult
from tests.contract.generator import Generator
from tests.contract.oracle import expected


def assert_same(found: SearchResult, wanted: SearchResult, query: SearchQuery) -> None:
    for field in fields(SearchResult):
        got, should = getattr(found, field.name), getattr(wanted, field.name)
        assert got == should, f"{field.name} differs for {query}"


class EngineContract:
    """Subclass it in a module named test_…, and define `search`."""

    queries_a_world = 270  # 2,160 over the eight seeds

    def search(
        self, loads: Sequence[Iterable[ListingDocument]], queries: Sequence[SearchQuery]
    ) -> Iterable[SearchResult]:
        """Index the loads one after another, without merging what they left, and answer the queries."""
        raise NotImplementedError

    @pytest.mark.parametrize("seed", range(8))
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
        for query, found in zip(queries, self.search(loads, queries), strict=True):
            assert_same(found, expected(documents, query), query)
            found_any += found.total > 0
        # A suite that only compares empty answers compares nothing.
        assert found_any > self.queries_a_world / 6

    def test_an_empty_index_answers(self) -> None:
        generator = Generator(0)
        queries = [generator.query([]) for _ in range(50)]
        for query, found in zip(queries, self.search([[]], queries), strict=True):
            assert_same(found, expected([], query), query)
