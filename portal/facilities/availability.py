"""When places are free: the rule, written once, for search documents and for pages alike.

What a professional states (now, not before a day, unknown; free places by age band; periods without
places; confirmed on a day) becomes closed intervals of days. Nothing here depends on the present day but
`state_on`, which is given it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from portal.facilities.enums import AvailabilityStatus
from portal.facilities.public import Period, PublicFreePlaces, PublicListing
from search.documents import DAY_MAX, DAY_MIN, MAX_INTERVALS, AgeBand, DayRange

Intervals = Mapping[AgeBand, tuple[DayRange, ...]]


class AvailabilityState(StrEnum):
    """What a parent reads on one day."""

    FREE = "free"  # free that day, confirmed recently
    CONFIRM = "confirm"  # announced as free, that day or later, but too long ago
    LATER = "later"  # confirmed recently: free from a later day
    UNKNOWN = "unknown"  # nothing stated, or nothing that still says anything


def availability_intervals(
    *,
    status: str,
    available_from: date | None,
    confirmed_on: date | None,
    free_places: Iterable[PublicFreePlaces],
    unavailable: Iterable[Period],
) -> Intervals:
    """The days on which places are free, per stated age band and for `AgeBand.ANY`.

    At most `MAX_INTERVALS` disjoint closed intervals of day ordinals each, ascending. A band that was not
    stated is absent; nothing stated gives an empty mapping. A statement begins on the day it was
    confirmed, or on the later day that it names. Where periods without places cut it into more intervals,
    the earliest are kept: a day that is not free is never said to be.
    """
    if status == AvailabilityStatus.UNKNOWN or confirmed_on is None:
        return {}
    start = confirmed_on.toordinal()
    if available_from is not None:
        start = max(start, available_from.toordinal())
    holes = _days_without(unavailable)
    starts = {AgeBand.ANY: start}
    for free in free_places:
        starts[AgeBand(int(free.band))] = max(start, free.from_day.toordinal())
    return {band: _without_holes(first, holes) for band, first in sorted(starts.items())}


def intervals_of(listing: PublicListing) -> Intervals:
    """`availability_intervals` of what a listing states."""
    return availability_intervals(
        status=listing.availability,
        available_from=listing.available_from,
        confirmed_on=listing.confirmed_on,
        free_places=listing.free_places,
        unavailable=listing.unavailable,
    )


def state_on(
    listing: PublicListing, today: date, stale_days: int, band: AgeBand = AgeBand.ANY
) -> AvailabilityState:
    """What a parent reads on `today`. A statement is stale when confirmed more than `stale_days` before."""
    intervals = intervals_of(listing).get(band, ())
    day = today.toordinal()
    stale = is_stale(listing.confirmed_on, today, stale_days)
    if not any(interval.last >= day for interval in intervals):
        return AvailabilityState.UNKNOWN
    if stale:
        return AvailabilityState.CONFIRM
    return (
        AvailabilityState.FREE if any(day in interval for interval in intervals) else AvailabilityState.LATER
    )


def first_free_day(listing: PublicListing, day: date, band: AgeBand = AgeBand.ANY) -> date | None:
    """The first day from `day` on (included) with a free place, as stated; None where there is none."""
    for interval in intervals_of(listing).get(band, ()):
        if interval.last >= day.toordinal():
            return date.fromordinal(max(interval.first, day.toordinal()))
    return None


def is_stale(confirmed_on: date | None, today: date, stale_days: int) -> bool:
    """Whether a statement no longer counts: never confirmed, or more than `stale_days` days before today."""
    return confirmed_on is None or (today - confirmed_on).days > stale_days


def _days_without(periods: Iterable[Period]) -> list[DayRange]:
    """Closed periods as ranges of days, by their first day; they may overlap."""
    ranges = (
        DayRange(
            period.first.toordinal() if period.first else DAY_MIN,
            period.last.toordinal() if period.last else DAY_MAX,
        )
        for period in periods
    )
    return sorted(ranges, key=lambda days: days.first)


def _without_holes(first: int, holes: Sequence[DayRange]) -> tuple[DayRange, ...]:
    free: list[DayRange] = []
    for hole in holes:
        if hole.last < first:
            continue
        if hole.first > first:
            free.append(DayRange(first, hole.first - 1))
        first = hole.last + 1
    if first <= DAY_MAX:
        free.append(DayRange(first, DAY_MAX))
    return tuple(free[:MAX_INTERVALS])
