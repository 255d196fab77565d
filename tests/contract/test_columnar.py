"""The columnar engine's segments, asked together as parts of one index."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from search.documents import ListingDocument, SearchQuery, SearchResult
from search.engines.columnar.answer import answer
from search.engines.columnar.segment import Segment
from tests.contract.suite import EngineContract


def parts_of(loads: Sequence[Iterable[ListingDocument]]) -> list[tuple[Segment, np.ndarray | None]]:
    """A segment a load; in each, the rows that a later load replaced are dead."""
    parts: list[tuple[Segment, np.ndarray | None]] = []
    for load in loads:
        segment = Segment.build(load)
        parts = [(older, _dead(older, mask, segment)) for older, mask in parts]
        parts.append((segment, None))
    return parts


def _dead(segment: Segment, mask: np.ndarray | None, newer: Segment) -> np.ndarray:
    dead = np.zeros(len(segment), bool) if mask is None else mask.copy()
    dead[segment.rows_of(newer.ids)] = True
    return dead


class TestSegments(EngineContract):
    def search(
        self, loads: Sequence[Iterable[ListingDocument]], queries: Sequence[SearchQuery]
    ) -> Iterable[SearchResult]:
        parts = parts_of(loads)
        return [answer(parts, query) for query in queries]


class TestSavedSegments(EngineContract):
    """The same, from arrays that were saved and mapped again."""

    queries_a_world = 100

    @pytest.fixture(autouse=True)
    def _directory(self, tmp_path: Path) -> None:
        self.directory = tmp_path

    def search(
        self, loads: Sequence[Iterable[ListingDocument]], queries: Sequence[SearchQuery]
    ) -> Iterable[SearchResult]:
        parts = []
        for number, (segment, mask) in enumerate(parts_of(loads)):
            segment.save(self.directory / str(number))
            parts.append((Segment.open(self.directory / str(number)), mask))
        return [answer(parts, query) for query in queries]
