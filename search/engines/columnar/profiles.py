"""The combinations of categories that occur: a few hundred, where listings are many.

A filter on categories is decided once for each combination, and a row costs one look-up. Counts by
combination, one pass over the rows, add up to the counts of every value of every axis.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.documents import SearchQuery

# The first bits of a row's misses, in this order; see `selection`.
AXES = ("sector", "group", "kind", "tariff", "capacity_class")

Profile = tuple[str, ...]  # one value an axis, "" for none


class Profiles:
    """The combinations of one segment, numbered from 0."""

    def __init__(self, rows: tuple[Profile, ...]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def values(self) -> tuple[tuple[str, ...], ...]:
        """For each axis the values that occur."""
        return tuple(tuple(sorted({row[axis] for row in self.rows})) for axis in range(len(AXES)))

    @cached_property
    def holders(self) -> tuple[NDArray[np.int64], ...]:
        """For each axis a matrix: 1 where a combination (line) has a value (column)."""
        return tuple(
            np.array([[row[axis] == value for value in values] for row in self.rows], np.int64).reshape(
                len(self.rows), len(values)
            )
            for axis, values in enumerate(self.values)
        )

    def misses(self, query: SearchQuery) -> NDArray[np.uint8]:
        """For each combination, the bits of the axes on which the query asks for something else."""
        misses = np.zeros(len(self.rows), np.uint8)
        asked = (query.sectors, query.groups, query.kinds, query.tariffs, query.capacity_classes)
        for axis, chosen in enumerate(asked):
            if chosen:
                wanted = np.array([value in chosen for value in self.values[axis]], np.int64)
                misses |= (self.holders[axis] @ wanted == 0).astype(np.uint8) << np.uint8(axis)
        return misses
