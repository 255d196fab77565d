"""The intervals, judged day by day; and what parents read of them."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.facilities.availability import (
    AvailabilityState,
    availability_intervals,
    first_free_day,
    is_stale,
    state_on,
)
from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, Sector
from portal.facilities.public import Period, PublicFreePlaces, PublicListing
from search.documents import MAX_INTERVALS
from search.documents import AgeBand as Band

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(-20, 140)]

days = st.integers(-10, 110).map(lambda n: START + timedelta(days=n))
periods = st.builds(
    lambda first, length: Period(first, first + timedelta(days=length)), days, st.integers(0, 20)
)
free_places = st.lists(
    st.builds(PublicFreePlaces, st.sampled_from(AgeBand), days, st.just(1)),
    max_size=3,
    unique_by=lambda free: free.band,
)
statuses = st.sampled_from(AvailabilityStatus)


def stated_free(
    day: date,
    status: str,
    available_from: date | None,
    confirmed_on: date | None,
    free: PublicFreePlaces | None,
    unavailable: list[Period],
) -> bool:
    """The rule as one would say it of one day."""
    return (
        status != AvailabilityStatus.UNKNOWN
        and confirmed_on is not None
        and day >= confirmed_on
        and (available_from is None or day >= available_from)
        and (free is None or day >= free.from_day)
        and not any(day in period for period in unavailable)
    )


@given(statuses, days, st.none() | days, free_places, st.lists(periods, max_size=6))
def test_the_intervals_say_of_each_day_what_was_stated(
    status: str,
    available_from: date,
    confirmed_on: date | None,
    free: list[PublicFreePlaces],
    unavailable: list[Period],
) -> None:
    from_day = available_from if status == AvailabilityStatus.NOT_BEFORE else None
    intervals = availability_intervals(
        status=status,
        available_from=from_day,
        confirmed_on=confirmed_on,
        free_places=free,
        unavailable=unavailable,
    )
    stated = {Band.ANY: None} | {Band(int(one.band)): one for one in free}
    if status == AvailabilityStatus.UNKNOWN or confirmed_on is None:
        assert intervals == {}
        return
    assert intervals.keys() == stated.keys()
    for band, one in stated.items():
        ranges = intervals[band]
        assert len(ranges) <= MAX_INTERVALS
        assert all(a.last + 1 < b.first for a, b in pairwise(ranges))
        # Cut into more intervals than a document holds, the earliest count: never a day too many.
        known_until = ranges[-1].last if len(ranges) == MAX_INTERVALS else DAYS[-1].toordinal()
        for day in DAYS:
            free_that_day = any(day.toordinal() in interval for interval in ranges)
            expected = stated_free(day, status, from_day, confirmed_on, one, unavailable)
            assert free_that_day == (expected and day.toordinal() <= known_until)


def listing(**changes: Any) -> PublicListing:
    values: dict[str, Any] = dict.fromkeys(PublicListing.__dataclass_fields__, "")
    values |= {
        "id": 1,
        "sector": Sector.EARLY_CHILDHOOD,
        "kind": FacilityKind.CRECHE,
        "availability": AvailabilityStatus.NOW,
        "available_from": None,
        "confirmed_on": START,
        "free_places": (),
        "unavailable": (),
    }
    return PublicListing(**(values | changes))


HOLIDAYS = (Period(START + timedelta(days=5), START + timedelta(days=9)),)


@pytest.mark.parametrize(
    ("changes", "day", "band", "state", "first"),
    [
        ({}, 0, Band.ANY, "free", 0),
        ({}, 120, Band.ANY, "free", 120),
        ({}, 121, Band.ANY, "confirm", 121),
        ({}, 0, Band.UNDER_ONE, "unknown", None),
        ({"unavailable": HOLIDAYS}, 4, Band.ANY, "free", 4),
        ({"unavailable": HOLIDAYS}, 5, Band.ANY, "later", 10),
        ({"unavailable": HOLIDAYS}, 9, Band.ANY, "later", 10),
        ({"unavailable": HOLIDAYS}, 10, Band.ANY, "free", 10),
        (
            {
                "availability": AvailabilityStatus.NOT_BEFORE,
                "available_from": START + timedelta(days=130),
            },
            120,
            Band.ANY,
            "later",
            130,
        ),
        (
            {
                "availability": AvailabilityStatus.NOT_BEFORE,
                "available_from": START + timedelta(days=130),
            },
            121,
            Band.ANY,
            "confirm",
            130,
        ),
        (
            {
                "availability": AvailabilityStatus.NOT_BEFORE,
                "available_from": START + timedelta(days=130),
            },
            130,
            Band.ANY,
            "confirm",
            130,
        ),
        (
            {"free_places": (PublicFreePlaces(AgeBand.UNDER_ONE, START + timedelta(days=3), 1),)},
            2,
            Band.UNDER_ONE,
            "later",
            3,
        ),
        (
            {"free_places": (PublicFreePlaces(AgeBand.UNDER_ONE, START + timedelta(days=3), 1),)},
            3,
            Band.UNDER_ONE,
            "free",
            3,
        ),
        ({"availability": AvailabilityStatus.UNKNOWN, "confirmed_on": None}, 0, Band.ANY, "unknown", None),
    ],
)
def test_what_parents_read_on_a_day(
    changes: dict[str, object], day: int, band: Band, state: str, first: int | None
) -> None:
    today = START + timedelta(days=day)
    stated = listing(**changes)
    assert state_on(stated, today, 120, band) == AvailabilityState(state)
    assert first_free_day(stated, today, band) == (None if first is None else START + timedelta(days=first))


def test_stale_means_more_days_than_the_setting() -> None:
    assert not is_stale(START, START + timedelta(days=120), 120)
    assert is_stale(START, START + timedelta(days=121), 120)
    assert is_stale(None, START, 120)
