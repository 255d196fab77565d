"""Documents into columns, read once, without keeping the documents."""

from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.documents import (
    MINUTES_A_DAY,
    AgeBand,
    CapacityClass,
    DayRange,
    ListingDocument,
    refuse_invalid,
)
from search.engines.columnar.columns import Intervals, Postings, Strings, Timetables
from search.engines.columnar.moment import FEATURE_BIT
from search.engines.columnar.profiles import Profile, Profiles
from search.engines.columnar.segment import Columns, Segment

DayTimetable = tuple[tuple[int, int], ...]


class _Intervals:
    """Intervals of the rows so far, in the order in which the documents came."""

    def __init__(self) -> None:
        self._counts, self._firsts, self._lasts = array("b"), array("i"), array("i")

    def add(self, ranges: Iterable[DayRange]) -> None:
        ordered = sorted((days.first, days.last) for days in ranges)
        self._counts.append(len(ordered))
        for first, last in ordered:
            self._firsts.append(first)
            self._lasts.append(last)

    def sorted_by(self, order: NDArray[np.intp]) -> Intervals:
        counts = np.frombuffer(self._counts, np.int8).astype(np.int64)
        starts = np.concatenate(([0], np.cumsum(counts)))
        new_counts = counts[order]
        new_starts = np.concatenate(([0], np.cumsum(new_counts)))
        # Interval k of a row keeps its distance from the row's start.
        taken = np.arange(new_starts[-1]) + np.repeat(starts[:-1][order] - new_starts[:-1], new_counts)
        firsts, lasts = np.frombuffer(self._firsts, np.int32), np.frombuffer(self._lasts, np.int32)
        return Intervals(new_starts, firsts[taken], lasts[taken])


class _Words:
    """Pairs of word and row so far."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = defaultdict(lambda: len(self._numbers))
        self._words, self._rows = array("q"), array("q")

    def add(self, row: int, words: Iterable[str]) -> None:
        for word in words:
            self._words.append(self._numbers[word])
            self._rows.append(row)

    def sorted_by(self, place: NDArray[np.int64]) -> Postings:
        words, rows = np.frombuffer(self._words, np.int64), np.frombuffer(self._rows, np.int64)
        return Postings.of(self._numbers, words, place[rows])


class Builder:
    """Takes documents one by one; `finish` sorts them by place and gives the columns."""

    def __init__(self) -> None:
        self._ids, self._versions = array("q"), array("q")
        self._lat, self._lon, self._z_order = array("i"), array("i"), array("q")
        self._unit = (array("d"), array("d"), array("d"))
        self._profile_numbers: dict[Profile, int] = {}
        self._profiles, self._features, self._stated = array("i"), array("B"), array("B")
        self._capacity, self._confirmed_on = array("i"), array("i")
        self._public = _Intervals()
        self._free = {band: _Intervals() for band in AgeBand}
        self._timetable_numbers: dict[DayTimetable, int] = {(): 0}
        self._days = tuple(array("i") for _ in range(7))
        self._text, self._name = _Words(), _Words()
        self._name_keys: list[str] = []

    def add(self, document: ListingDocument) -> None:
        """ValueError for one that breaks the contract."""
        refuse_invalid(document)
        row = len(self._ids)
        self._ids.append(document.id)
        self._versions.append(document.version)
        self._add_position(document)
        profile = (
            document.sector or "",
            document.group or "",
            document.kind or "",
            document.tariff or "",
            CapacityClass.of(document.capacity) or "",
        )
        self._profiles.append(self._profile_numbers.setdefault(profile, len(self._profile_numbers)))
        self._features.append(sum(FEATURE_BIT[feature] for feature in document.features))
        self._capacity.append(Segment.NO_CAPACITY if document.capacity is None else document.capacity)
        self._confirmed_on.append(Segment.NO_DAY if document.confirmed_on is None else document.confirmed_on)
        self._public.add(document.public)
        self._stated.append(sum(1 << band for band in document.availability))
        for band, intervals in self._free.items():
            intervals.add(document.availability.get(band, ()))
        self._add_opening(document)
        self._text.add(row, document.text_tokens | document.name_tokens)
        self._name.add(row, document.name_tokens)
        self._name_keys.append(document.name_key)

    def _add_position(self, document: ListingDocument) -> None:
        self._lat.append(document.position.lat)
        self._lon.append(document.position.lon)
        self._z_order.append(geo.interleave(*geo.tile(document.position)))
        for column, value in zip(self._unit, geo.unit_vector(document.position), strict=True):
            column.append(value)

    def _add_opening(self, document: ListingDocument) -> None:
        week: tuple[list[tuple[int, int]], ...] = ([], [], [], [], [], [], [])
        for opening in document.opening:
            weekday, start = divmod(opening.start, MINUTES_A_DAY)
            end = opening.end - weekday * MINUTES_A_DAY
            week[weekday].append((start, end))
        for column, ranges in zip(self._days, week, strict=True):
            column.append(self._timetable_numbers.setdefault(tuple(ranges), len(self._timetable_numbers)))

    def finish(self) -> tuple[Columns, Profiles]:
        ids = np.frombuffer(self._ids, np.int64)
        order = np.lexsort((ids, np.frombuffer(self._z_order, np.int64)))
        place = np.empty(len(ids), np.int64)
        place[order] = np.arange(len(ids))
        ids = ids[order]
        if len(np.unique(ids)) != len(ids):
            raise ValueError("two documents of one listing")
        confirmed_on = np.frombuffer(self._confirmed_on, np.int32)[order]
        name_keys = [self._name_keys[row] for row in order.tolist()]
        by_name = sorted(range(len(ids)), key=list(zip(name_keys, ids.tolist(), strict=True)).__getitem__)
        columns = Columns(
            ids=ids,
            versions=np.frombuffer(self._versions, np.int64)[order],
            z_order=np.frombuffer(self._z_order, np.int64)[order],
            lat=np.frombuffer(self._lat, np.int32)[order],
            lon=np.frombuffer(self._lon, np.int32)[order],
            unit_x=np.frombuffer(self._unit[0], np.float64)[order],
            unit_y=np.frombuffer(self._unit[1], np.float64)[order],
            unit_z=np.frombuffer(self._unit[2], np.float64)[order],
            profile=np.frombuffer(self._profiles, np.int32)[order].astype(
                np.min_scalar_type(len(self._profile_numbers))
            ),
            features=np.frombuffer(self._features, np.uint8)[order],
            capacity=np.frombuffer(self._capacity, np.int32)[order],
            confirmed_on=confirmed_on,
            stated=np.frombuffer(self._stated, np.uint8)[order],
            public=self._public.sorted_by(order),
            free_any=self._free[AgeBand.ANY].sorted_by(order),
            free_under_one=self._free[AgeBand.UNDER_ONE].sorted_by(order),
            free_one_to_two=self._free[AgeBand.ONE_TO_TWO].sorted_by(order),
            free_two_to_three=self._free[AgeBand.TWO_TO_THREE].sorted_by(order),
            timetables=self._timetables(order),
            text=self._text.sorted_by(place),
            name=self._name.sorted_by(place),
            name_keys=Strings.of(name_keys),
            # NO_DAY is below every day: newest first puts it last.
            fresh_rank=_ranks(np.lexsort((ids, -confirmed_on.astype(np.int64)))),
            name_rank=_ranks(np.array(by_name, np.intp)),
            by_id=np.argsort(ids).astype(np.int32),
        )
        return columns, Profiles(tuple(self._profile_numbers))

    def _timetables(self, order: NDArray[np.intp]) -> Timetables:
        flat = [
            (number, start, end)
            for ranges, number in self._timetable_numbers.items()
            for start, end in ranges
        ]
        owner, opens, closes = np.array(flat, np.int64).reshape(-1, 3).T
        return Timetables(
            days=np.stack([np.frombuffer(day, np.int32)[order] for day in self._days]),
            owner=owner.astype(np.int32),
            opens=opens.astype(np.int16),
            closes=closes.astype(np.int16),
            count=np.array([len(self._timetable_numbers)]),
        )


def _ranks(order: NDArray[np.intp]) -> NDArray[np.int32]:
    """The place of each row in an order."""
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
