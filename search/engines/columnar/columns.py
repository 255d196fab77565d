"""What a segment is made of besides plain columns: lists of varying length, each in a few flat arrays.

Every class names its arrays as dataclass fields, so that `store` can save and map them without knowing them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strings:
    """Strings in UTF-8, end to end; string i lies from `offsets[i]` to `offsets[i + 1]`."""

    blob: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, strings: list[str]) -> "Strings":
        encoded = [string.encode() for string in strings]
        lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
        blob = np.frombuffer(b"".join(encoded), np.uint8)
        return cls(blob, np.concatenate(([0], np.cumsum(lengths))).astype(np.int64))

    def __getitem__(self, index: int) -> str:
        return self._bytes(index).decode()

    def _bytes(self, index: int) -> bytes:
        return self.blob[self.offsets[index] : self.offsets[index + 1]].tobytes()

    def find(self, string: str) -> int | None:
        """Where a string lies, if the strings are in order."""
        wanted = string.encode()
        low, high = 0, len(self.offsets) - 1
        while low < high:
            middle = (low + high) // 2
            if self._bytes(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self.offsets) - 1 and self._bytes(low) == wanted else None


@dataclass(frozen=True, slots=True)
class Postings:
    """For each term, the rows that hold it, ascending."""

    terms: Strings
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]

    @classmethod
    def of(
        cls, terms: dict[str, int], pair_terms: NDArray[np.int64], pair_rows: NDArray[np.int64]
    ) -> "Postings":
        """From pairs of (term number, row); `terms` numbers the terms from 0."""
        ordered = sorted(terms, key=str.encode)
        rank = np.empty(len(ordered), np.int64)
        rank[np.fromiter((terms[term] for term in ordered), np.int64, len(ordered))] = np.arange(len(ordered))
        ranks = rank[pair_terms]
        order = np.lexsort((pair_rows, ranks))
        counts = np.bincount(ranks, minlength=len(ordered))
        return cls(
            Strings.of(ordered),
            np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
            pair_rows[order].astype(np.int32),
        )

    def rows_with(self, term: str) -> NDArray[np.int32]:
        found = self.terms.find(term)
        if found is None:
            return self.rows[:0]
        return self.rows[self.offsets[found] : self.offsets[found + 1]]


@dataclass(frozen=True, slots=True)
class Intervals:
    """For each row, its closed intervals of days, ascending: those from `start[row]` to `start[row + 1]`."""

    start: NDArray[np.int64]
    first: NDArray[np.int32]
    last: NDArray[np.int32]

    def everywhere(self, day: int) -> Mask:
        """Row by row: does an interval contain the day?"""
        owners = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        contains = np.zeros(len(self.start) - 1, bool)
        contains[owners[(self.first <= day) & (day <= self.last)]] = True
        return contains

    def some_start_after(self, day: int) -> Mask:
        """Row by row: does an interval, and so the last one, start after the day?"""
        filled = np.flatnonzero(np.diff(self.start))
        later = np.zeros(len(self.start) - 1, bool)
        later[filled] = self.first[self.start[filled + 1] - 1] > day
        return later

    def contain(self, rows: Rows, day: int) -> Mask:
        """For each of `rows`: does an interval contain the day?"""
        contains = np.zeros(len(rows), bool)
        at, end = self.start[rows], self.start[rows + 1]
        open_ = np.flatnonzero(at < end)
        while len(open_):
            here = at[open_]
            hit = (self.first[here] <= day) & (day <= self.last[here])
            contains[open_[hit]] = True
            at[open_] += 1
            open_ = open_[~hit & (at[open_] < end[open_])]
        return contains


@dataclass(frozen=True, slots=True)
class Timetables:
    """The different timetables of one day, few among many listings, and which of them each row has each day.

    `days[weekday, row]` is a timetable's number; 0 is a day without opening. Range i of all timetables opens
    from `opens[i]` to `closes[i]`, minutes of the day, half-open, in timetable `owner[i]`.
    """

    days: NDArray[np.int32]
    owner: NDArray[np.int32]
    opens: NDArray[np.int16]
    closes: NDArray[np.int16]
    count: NDArray[np.int64]  # one number: how many timetables

    def _owning(self, ranges: Mask) -> Mask:
        owning = np.zeros(int(self.count[0]), bool)
        owning[self.owner[ranges]] = True
        return owning

    def contain(self, rows: Rows, weekday: int, start: int, end: int) -> Mask:
        """For each of `rows`: does one range of the weekday contain [start, end)?"""
        return self._owning((self.opens <= start) & (end <= self.closes))[self.days[weekday][rows]]

    def any_day(self, ranges: Mask, weekdays: range) -> Mask:
        """Row by row: has one of the weekdays one of these ranges?"""
        owning = self._owning(ranges)
        found = np.zeros(self.days.shape[1], bool)
        for weekday in weekdays:
            found |= owning[self.days[weekday]]
        return found
