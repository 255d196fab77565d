"""A segment: an immutable set of listings in columns, saved as arrays, mapped by every process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from search.documents import AgeBand, ListingDocument
from search.engines.columnar import store
from search.engines.columnar.columns import Intervals, Postings, Rows, Strings, Timetables
from search.engines.columnar.moment import Moment
from search.engines.columnar.profiles import Profiles

KEPT_MOMENTS = 16


@dataclass(frozen=True, slots=True)
class Columns:
    """One value a row, rows in Z-order of their tile: what lies in one tile of any zoom lies together."""

    ids: NDArray[np.int64]
    versions: NDArray[np.int64]
    z_order: NDArray[np.int64]  # bits of the tile's y and x at zoom 20, interleaved
    lat: NDArray[np.int32]
    lon: NDArray[np.int32]
    unit_x: NDArray[np.float64]
    unit_y: NDArray[np.float64]
    unit_z: NDArray[np.float64]
    profile: NDArray[
        np.unsignedinteger
    ]  # number of (sector, group, kind, tariff, capacity class) in `profiles`
    features: NDArray[np.uint8]
    capacity: NDArray[np.int32]  # NO_CAPACITY where unknown
    confirmed_on: NDArray[np.int32]  # NO_DAY where never
    stated: NDArray[np.uint8]  # bit b: age band b was stated
    public: Intervals
    free_any: Intervals
    free_under_one: Intervals
    free_one_to_two: Intervals
    free_two_to_three: Intervals
    timetables: Timetables
    text: Postings  # words of name and description
    name: Postings  # words of the name
    name_keys: Strings
    fresh_rank: NDArray[np.int32]  # place by `confirmed_on`, newest first, never last; then by id
    name_rank: NDArray[np.int32]  # place by `name_key`, then by id
    by_id: NDArray[np.int32]  # rows in the order of their ids


class Segment(Columns):
    """See `Columns`. Equal documents make equal segments, in whatever order they came."""

    NO_DAY: ClassVar[int] = -(2**31)
    NO_CAPACITY: ClassVar[int] = -1

    profiles: Profiles
    _states: dict[Moment, NDArray[np.uint16]]

    def __init__(self, columns: Columns, profiles: Profiles) -> None:
        super().__init__(*(getattr(columns, field.name) for field in fields(Columns)))
        object.__setattr__(self, "profiles", profiles)
        object.__setattr__(self, "_states", {})

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, documents: Iterable[ListingDocument]) -> "Segment":
        """The segment of these documents, read once. ValueError for one that breaks the contract."""
        from search.engines.columnar.builder import Builder  # it makes segments: the import goes both ways

        builder = Builder()
        for document in documents:
            builder.add(document)
        columns, profiles = builder.finish()
        return cls(columns, profiles)

    def save(self, directory: Path) -> None:
        """Write the arrays into a directory, which is made; what counts as saved is up to the caller."""
        store.save(self, directory, {"profiles": self.profiles.rows, "documents": len(self)})

    @classmethod
    def open(cls, directory: Path) -> "Segment":
        """The saved segment, mapped: next to nothing is read. store.UnknownFormatError if there is none."""
        manifest = store.read_manifest(directory)
        columns = store.read(Columns, directory)
        return cls(columns, Profiles(tuple(tuple(row) for row in manifest["profiles"])))

    def rows_of(self, ids: Sequence[int] | NDArray[np.int64]) -> Rows:
        """The rows of those of `ids` that the segment holds, in the order given."""
        wanted = np.asarray(ids, np.int64)
        if not len(self):
            return np.empty(0, np.intp)
        at = np.minimum(np.searchsorted(self.ids, wanted, sorter=self.by_id), len(self) - 1)
        rows = self.by_id[at].astype(np.intp)
        return rows[self.ids[rows] == wanted]

    def free_in(self, band: AgeBand) -> Intervals:
        """When places are free for an age band."""
        return (self.free_any, self.free_under_one, self.free_one_to_two, self.free_two_to_three)[band]

    def states(self, moment: Moment) -> NDArray[np.uint16]:
        """Row by row, what the day decides (bits in `moment`); computed at the first question of the day."""
        states = self._states.get(moment)
        if states is None:
            if len(self._states) >= KEPT_MOMENTS:
                self._states.clear()
            states = self._states[moment] = moment.states(self)
        return states
