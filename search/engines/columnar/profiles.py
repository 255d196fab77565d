"""The combinations of categories that occur: a few hundred, where listings are many.

A filter on categories is decided once for each combination, and a row costs one look-up. Counts by
combination, one pass over the rows, add up to the counts of every value of every axis.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.documents import SearchQuery

# The first bits of a row's misses, in this order; see `selection`.
AXES = ("sector", "group", "kind", "tariff", "capacity_class")

Profile = tuple[str, ...]  # one value an axis, "" for none


# The sets of chosen values, axis by axis.
Chosen = tuple[frozenset[str], ...]

KEPT_ANSWERS = 1024


class Profiles:
    """The combinations of one segment, numbered from 0."""

    def __init__(self, rows: tuple[Profile, ...]) -> None:
        self.rows = rows
        # For each axis the values that occur.
        self.values = tuple(tuple(sorted({row[axis] for row in rows})) for axis in range(len(AXES)))
        # For each axis a matrix: 1 where a combination (line) has a value (column).
        self.holders = tuple(
            np.array([[row[axis] == value for value in values] for row in rows], np.int64).reshape(
                len(rows), len(values)
            )
            for axis, values in enumerate(self.values)
        )
        self._misses_of = lru_cache(maxsize=KEPT_ANSWERS)(self._misses)

    def __len__(self) -> int:
        return len(self.rows)

    def misses(self, query: SearchQuery) -> NDArray[np.uint8]:
        """For each combination, the bits of the axes on which the query asks for something else."""
        return self._misses_of(
            (query.sectors, query.groups, query.kinds, query.tariffs, query.capacity_classes)
        )

    def _misses(self, asked: Chosen) -> NDArray[np.uint8]:
        misses = np.zeros(len(self.rows), np.uint8)
        for axis, chosen in enumerate(asked):
            if chosen:
                missed = np.array([row[axis] not in chosen for row in self.rows], np.uint8)
                misses |= missed << np.uint8(axis)
        return misses
