"""What the day decides of every listing, in one small integer a row, computed once a day and kept."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search.documents import AgeBand, Availability, Feature, Opening, SearchQuery

if TYPE_CHECKING:
    from search.engines.columnar.segment import Segment

FEATURES = tuple(Feature)
OPENINGS = tuple(Opening)
# Bits of a state. A state also gets BY_DAY, for the rows that a query looks at, when it names a day.
FEATURE_BIT = {feature: 1 << i for i, feature in enumerate(FEATURES)}
OPENING_BIT = {opening: 8 << i for i, opening in enumerate(OPENINGS)}
AVAILABILITY_BIT = {
    Availability.UNKNOWN: 1 << 6,
    Availability.NOW: 1 << 7,
    Availability.LATER: 1 << 8,
    Availability.BY_DAY: 1 << 10,
}
UNKNOWN, NOW, LATER = (
    AVAILABILITY_BIT[bucket] for bucket in (Availability.UNKNOWN, Availability.NOW, Availability.LATER)
)
PUBLIC = 1 << 9
BY_DAY = AVAILABILITY_BIT[Availability.BY_DAY]
STATES = np.arange(1 << 11, dtype=np.int64)

WEEKDAYS = range(5)
WEEKEND = range(5, 7)
WHOLE_WEEK = range(7)


@dataclass(frozen=True, slots=True)
class Moment:
    """All of a query that decides the states of rows: few values a day, so the states can be kept."""

    today: int
    band: AgeBand
    stale_days: int
    early_before: int
    late_after: int

    @classmethod
    def of(cls, query: SearchQuery) -> "Moment":
        return cls(query.today, query.band, query.stale_days, query.early_before, query.late_after)

    def states(self, segment: "Segment") -> NDArray[np.uint16]:
        """Row by row, the bits above."""
        states = segment.features.astype(np.uint16)
        for opening, mask in self._openings(segment).items():
            states[mask] |= OPENING_BIT[opening]
        free = segment.free_in(self.band)
        known = (segment.stated & (1 << self.band) != 0) & (
            segment.confirmed_on >= self.today - self.stale_days
        )
        known &= segment.confirmed_on != segment.NO_DAY
        now = known & free.everywhere(self.today)
        states[~known] |= UNKNOWN
        states[now] |= NOW
        states[known & ~now & free.some_start_after(self.today)] |= LATER
        states[segment.public.everywhere(self.today)] |= PUBLIC
        return states

    def _openings(self, segment: "Segment") -> dict[Opening, NDArray[np.bool_]]:
        week = segment.timetables
        return {
            Opening.EARLY: week.any_day(week.opens < self.early_before, WEEKDAYS),
            Opening.LATE: week.any_day(week.closes > self.late_after, WHOLE_WEEK),
            Opening.WEEKEND: week.any_day(week.opens >= 0, WEEKEND),
        }
