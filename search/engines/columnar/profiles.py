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
        # Every value of every axis, as (axis, value); and 1 where a combination (line) has it (column).
        # Floats multiply faster than integers, and are exact below 2**53.
        self.columns = [
            (axis, value) for axis in range(len(AXES)) for value in sorted({row[axis] for row in rows})
        ]
        self.holders = np.array(
            [[row[axis] == value for axis, value in self.columns] for row in rows], np.float64
        ).reshape(len(rows), len(self.columns))
        # Where the columns lie in a table of one line an axis.
        self.places = np.array(
            [axis * len(self.columns) + at for at, (axis, _) in enumerate(self.columns)], np.intp
        )
        self._misses_of = lru_cache(maxsize=KEPT_ANSWERS)(self._misses)

    def __len__(self) -> int:
        return len(self.rows)

    def misses(self, query: SearchQuery) -> NDArray[np.uint8]:
        """For each combination, the bits of the axes on which the query asks for something else."""
        return self._misses_of(
            (query.sectors, query.groups, query.kinds, query.tariffs, query.capacity_classes)
        )

    def counts(self, table: NDArray[np.int64]) -> list[tuple[str, str, int]]:
        """Axis, value and count of every value that counts, from how often each combination occurs.

        Line 0 of `table` counts the rows that miss nothing, line 1 + axis those that miss this axis alone.
        """
        counts = ((table[0] + table[1 : len(AXES) + 1]) @ self.holders).ravel()[self.places].tolist()
        return [
            (AXES[axis], value, int(count))
            for (axis, value), count in zip(self.columns, counts, strict=True)
            if count
        ]

    def _misses(self, asked: Chosen) -> NDArray[np.uint8]:
        misses = np.zeros(len(self.rows), np.uint8)
        for axis, chosen in enumerate(asked):
            if chosen:
                missed = np.array([row[axis] not in chosen for row in self.rows], np.uint8)
                misses |= missed << np.uint8(axis)
        return misses
