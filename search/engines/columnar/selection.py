"""Which rows a query selects, and which it would select if one axis asked for nothing.

Each row gets its *misses*: one bit for each axis on which the query asks for something else. No bit: the row
is in the answer. One bit: it counts for the facet of that axis. More: it is dropped, as is every row that
misses what is no axis (the view, the radius, the text, …) or an axis whose values are ANDed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.documents import Availability, Box, SearchQuery
from search.engines.columnar import space
from search.engines.columnar.columns import Mask, Rows
from search.engines.columnar.moment import (
    AVAILABILITY_BIT,
    BY_DAY,
    FEATURE_BIT,
    OPENING_BIT,
    PUBLIC,
    STATES,
    UNKNOWN,
    Moment,
)
from search.engines.columnar.profiles import AXES
from search.engines.columnar.segment import Segment

# A segment and which of its rows were replaced by another part, or dropped.
Part = tuple[Segment, Mask | None]

AVAILABILITY_AXIS = len(AXES)
MISSES_AVAILABILITY = np.uint8(1 << AVAILABILITY_AXIS)
MISSES_FOR_GOOD = np.uint8(0x80)
# Misses → 0 for none, 1 + axis for that axis alone, 255 for what is dropped.
CLASS_OF = np.full(256, 255, np.uint8)
CLASS_OF[0] = 0
for _axis in range(len(AXES) + 1):
    CLASS_OF[1 << _axis] = 1 + _axis
CLASSES = len(AXES) + 2
WORTH_FOR_FACETS = CLASS_OF != 255
WORTH_FOR_LIST = CLASS_OF == 0


@dataclass(slots=True)
class Selection:
    """Rows, ascending; for each its misses and its state (bits in `moment`, with BY_DAY)."""

    rows: Rows
    misses: NDArray[np.uint8]
    states: NDArray[np.uint16]

    def keep(self, mask: Mask) -> None:
        if not mask.all():  # often all are kept: then nothing is copied
            self.rows, self.misses, self.states = self.rows[mask], self.misses[mask], self.states[mask]

    def matching(self) -> tuple[Rows, NDArray[np.uint16]]:
        """The rows of the answer, and their states."""
        mask = self.misses == 0
        return self.rows[mask], self.states[mask]


def select(part: Part, query: SearchQuery) -> Selection:
    segment, dead = part
    worth = WORTH_FOR_FACETS if query.facets else WORTH_FOR_LIST
    selection = _candidates(segment, query, worth)
    if dead is not None:
        selection.keep(~dead[selection.rows])
    _keep_positions(segment, query, selection)
    if query.capacity_min is not None:
        selection.keep(segment.capacity[selection.rows] >= max(query.capacity_min, 0))
    if query.open_at is not None:
        wanted = query.open_at
        selection.keep(segment.timetables.contain(selection.rows, wanted.weekday, wanted.start, wanted.end))
    if query.day is not None:
        _test_day(segment, query, query.day, selection, worth)
    return selection


def _candidates(segment: Segment, query: SearchQuery, worth: Mask) -> Selection:
    """Rows by text or by place, without those that their profile or their state rules out.

    The profile comes first, by itself: where categories are asked for, it leaves few rows to look further at.
    """
    of_profile = segment.profiles.misses(query)
    if query.tokens:
        rows = rows_with_all(segment, query.tokens)
        profiles = segment.profile.take(rows)
        kept = worth.take(of_profile).take(profiles).nonzero()[0]
        rows = rows.take(kept)
    else:
        runs = _runs(segment, query)
        profiles = _gathered(segment.profile, runs)
        kept = worth.take(of_profile).take(profiles).nonzero()[0]
        rows = _rows_at(kept, runs)
    states = segment.states(Moment.of(query)).take(rows)
    misses = of_profile.take(profiles.take(kept)) | _misses_of_states(query).take(states)
    selection = Selection(rows, misses, states)
    selection.keep(worth.take(misses))
    return selection


def _runs(segment: Segment, query: SearchQuery) -> list[tuple[int, int]]:
    boxes: list[Box] = []
    if query.view is not None:
        boxes.append(query.view)
    if query.near is not None and query.near.radius is not None:
        boxes.append(space.circle_box(query.near))
    if not boxes:
        return [(0, len(segment))]
    common = Box(
        max(box.south for box in boxes),
        max(box.west for box in boxes),
        min(box.north for box in boxes),
        min(box.east for box in boxes),
    )
    return space.runs(segment.z_order, common)


def _gathered(
    column: NDArray[np.unsignedinteger], runs: Sequence[tuple[int, int]]
) -> NDArray[np.unsignedinteger]:
    if len(runs) == 1:
        return column[slice(*runs[0])]
    return np.concatenate([column[start:end] for start, end in runs]) if runs else column[:0]


def _rows_at(places: Rows, runs: Sequence[tuple[int, int]]) -> Rows:
    """The rows that lie at some places of what `_gathered` gives for these runs."""
    if len(runs) == 1:
        return places + runs[0][0]
    if not runs:
        return places
    bounds = np.array(runs, np.intp)
    ends = np.cumsum(bounds[:, 1] - bounds[:, 0])
    return places + (bounds[:, 1] - ends)[np.searchsorted(ends, places, side="right")]


def rows_with_all(segment: Segment, tokens: Sequence[str]) -> Rows:
    """The rows that hold every token, ascending: the rarest token first, the others looked up."""
    postings = sorted((segment.text.rows_with(token) for token in dict.fromkeys(tokens)), key=len)
    rows = postings[0]
    for others in postings[1:]:
        rows = rows[are_among(rows, others)]
    return rows.astype(np.intp)


def are_among(rows: NDArray[np.integer], others: NDArray[np.integer]) -> Mask:
    """Which rows are in another ascending list."""
    if not len(others):
        return np.zeros(len(rows), bool)
    at = np.minimum(np.searchsorted(others, rows), len(others) - 1)
    return others[at] == rows


def _misses_of_states(query: SearchQuery) -> NDArray[np.uint8]:
    """For each state, its misses. What a chosen day may still change is left open: see `_test_day`."""
    needed = PUBLIC
    for feature in query.features:
        needed |= FEATURE_BIT[feature]
    for opening in query.openings:
        needed |= OPENING_BIT[opening]
    open_ = Availability.BY_DAY in query.availability and query.day is not None
    return _misses_without(needed, _chosen_buckets(query), open_)


def _chosen_buckets(query: SearchQuery) -> int:
    return sum(AVAILABILITY_BIT[bucket] for bucket in query.availability)


@lru_cache(maxsize=4096)
def _misses_without(needed: int, buckets: int, known_may_hit: bool) -> NDArray[np.uint8]:
    """For each state, its misses where all bits of `needed` and one of `buckets` are asked for."""
    misses = np.where(STATES & needed == needed, np.uint8(0), MISSES_FOR_GOOD)
    if buckets:
        hit = STATES & buckets != 0
        if known_may_hit:
            hit |= STATES & UNKNOWN == 0
        misses[~hit] |= MISSES_AVAILABILITY
    return misses


def _keep_positions(segment: Segment, query: SearchQuery, selection: Selection) -> None:
    view, near = query.view, query.near
    if view is not None:
        lat, lon = segment.lat[selection.rows], segment.lon[selection.rows]
        selection.keep((lat >= view.south) & (lat <= view.north) & (lon >= view.west) & (lon <= view.east))
    if near is not None and near.radius is not None:
        selection.keep(chords(segment, selection.rows, query) <= geo.reach(near.radius))


def chords(segment: Segment, rows: Rows, query: SearchQuery) -> NDArray[np.float64]:
    """`geo.chord_squared` from the query's point, for each row: the same operations, bit for bit."""
    if query.near is None:
        raise ValueError("no point to measure from")
    x, y, z = geo.unit_vector(query.near.position)
    dx, dy, dz = segment.unit_x[rows] - x, segment.unit_y[rows] - y, segment.unit_z[rows] - z
    chords: NDArray[np.float64] = dx * dx + dy * dy + dz * dz
    return chords


def _test_day(segment: Segment, query: SearchQuery, day: int, selection: Selection, worth: Mask) -> None:
    """Give the rows that are free on the chosen day their bit, and settle what was left open for it."""
    known = selection.states & UNKNOWN == 0
    free = known & segment.free_in(query.band).contain(selection.rows, day)
    selection.states = selection.states | free * np.uint16(BY_DAY)
    if Availability.BY_DAY in query.availability:
        hits = selection.states & _chosen_buckets(query)
        selection.misses[hits == 0] |= MISSES_AVAILABILITY
        selection.keep(worth.take(selection.misses))
