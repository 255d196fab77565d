"""Plausible statements of availability, dated relative to the day of generation."""

from datetime import date, timedelta
from random import Random
from typing import Any

from portal.facilities.demo.kinds import Profile, weighted
from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, Sector
from portal.facilities.public import Period, PublicFreePlaces

_STATUSES = {AvailabilityStatus.NOW: 34, AvailabilityStatus.NOT_BEFORE: 44, AvailabilityStatus.UNKNOWN: 22}


def availability(rng: Random, kind: FacilityKind, profile: Profile, today: date) -> dict[str, Any]:
    """What one facility states, by the names of a listing's fields."""
    unavailable = _holidays(rng, today)
    status = weighted(rng, _STATUSES)
    if kind == FacilityKind.CONSULTATION:
        return {"availability": AvailabilityStatus.UNKNOWN, "unavailable": unavailable}
    if status == AvailabilityStatus.UNKNOWN:
        return {"availability": status, "unavailable": unavailable}
    confirmed = today - timedelta(days=_age_in_days(rng))
    starts = confirmed
    stated: dict[str, Any] = {"availability": status, "confirmed_on": confirmed, "unavailable": unavailable}
    if status == AvailabilityStatus.NOT_BEFORE:
        starts = _start(rng, confirmed)
        stated["available_from"] = starts
    if kind.sector == Sector.EARLY_CHILDHOOD and rng.random() < 0.6:
        stated["free_places"] = _free_places(rng, starts, profile.capacity)
    return stated


def _age_in_days(rng: Random) -> int:
    """Most statements are recent, a fifth is older than anybody should rely on."""
    youngest, oldest = weighted(rng, {(0, 7): 25, (8, 30): 30, (31, 118): 25, (122, 300): 13, (301, 800): 7})
    return rng.randint(youngest, oldest)


def _start(rng: Random, confirmed: date) -> date:
    """The first of a month, or a Monday, within some fourteen months of the statement."""
    day = confirmed + timedelta(days=rng.randint(20, 420))
    if rng.random() < 0.7:
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=7 - day.weekday())


def _free_places(rng: Random, starts: date, capacity: int | None) -> tuple[PublicFreePlaces, ...]:
    bands = sorted(rng.sample(list(AgeBand), rng.choice((1, 1, 2, 2, 3))))
    most = max(1, (capacity or 12) // 12)
    left = capacity or 12
    stated = []
    for band in bands:
        places = min(rng.randint(1, most), left)
        if places < 1:
            break
        left -= places
        later = timedelta(days=rng.choice((0, 0, 0, 30, 60, 120)))
        stated.append(PublicFreePlaces(band, starts + later, places))
    return tuple(stated)


def _holidays(rng: Random, today: date) -> tuple[Period, ...]:
    """Weeks of closing in the year to come; about half never gave theirs."""
    if rng.random() < 0.5:
        return ()
    summer = date(today.year + (today > date(today.year, 8, 15)), 7, rng.choice((6, 13, 20)))
    winter = date(today.year, 12, rng.choice((22, 23, 24)))
    spring = date(today.year + (today > date(today.year, 4, 1)), rng.choice((3, 4)), rng.choice((2, 9)))
    weeks = [
        Period(summer, summer + timedelta(days=rng.choice((13, 20)))),
        Period(winter, winter + timedelta(days=rng.choice((8, 11)))),
        Period(spring, spring + timedelta(days=6)),
    ]
    if rng.random() < 0.1:
        weeks.append(
            Period(today - timedelta(days=rng.randint(0, 6)), today + timedelta(days=rng.randint(2, 9)))
        )
    kept: list[Period] = []
    for period in sorted(rng.sample(weeks, rng.randint(1, len(weeks))), key=_first):
        if not kept or _first(period) > _last(kept[-1]):
            kept.append(period)
    return tuple(kept)


def _first(period: Period) -> date:
    return period.first or date.min


def _last(period: Period) -> date:
    return period.last or date.max
