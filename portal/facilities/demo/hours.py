"""Plausible opening hours for each kind, with shares of early, late and weekend opening."""

from collections.abc import Iterable
from random import Random

from portal.facilities.enums import FacilityKind
from portal.facilities.public import PublicOpening

_WEEK = range(5)
_WEDNESDAY = 2


def opening_hours(rng: Random, kind: FacilityKind) -> tuple[PublicOpening, ...]:
    """A weekly timetable; empty for a few that never gave theirs, and for many holiday activities."""
    if rng.random() < (0.4 if kind == FacilityKind.HOLIDAY_ACTIVITY else 0.06):
        return ()
    match kind:
        case FacilityKind.AFTER_SCHOOL:
            return _after_school(rng)
        case FacilityKind.HOMEWORK_SCHOOL:
            return _homework(rng)
        case FacilityKind.HOLIDAY_ACTIVITY:
            return _every(_WEEK, (rng.choice((450, 480, 540)), rng.choice((960, 990, 1050))))
        case FacilityKind.CONSULTATION:
            return _consultation(rng)
        case FacilityKind.CRECHE | FacilityKind.SAE:
            return _creche(rng)
        case _:
            return _childminder(rng)


def _creche(rng: Random) -> tuple[PublicOpening, ...]:
    start = rng.choices((360, 390, 405, 420, 435, 450, 480), (4, 9, 4, 40, 13, 22, 8))[0]
    end = rng.choices((1050, 1080, 1095, 1110, 1140, 1170, 1200), (14, 44, 12, 17, 7, 3, 3))[0]
    days = _every(_WEEK, (start, end))
    if rng.random() < 0.03:
        days += (PublicOpening(5, 480, 1020),)
    return days


def _childminder(rng: Random) -> tuple[PublicOpening, ...]:
    start = rng.choices((360, 390, 420, 450, 480), (3, 8, 25, 44, 20))[0]
    end = rng.choices((990, 1020, 1050, 1080, 1140, 1200), (14, 32, 34, 14, 4, 2))[0]
    closed = rng.choices((None, _WEDNESDAY, 4), (72, 16, 12))[0]
    days = _every((day for day in _WEEK if day != closed), (start, end))
    if rng.random() < 0.15:
        days = tuple(
            PublicOpening(part.weekday, part.start, 750) if part.weekday == _WEDNESDAY else part
            for part in days
        )
    if rng.random() < 0.04:
        days += (PublicOpening(5, 480, rng.choice((750, 1020))),)
    return days


def _after_school(rng: Random) -> tuple[PublicOpening, ...]:
    morning = (rng.choice((390, 420, 435)), rng.choice((495, 510)))
    evening = (rng.choice((915, 930, 945)), rng.choice((1050, 1080, 1110, 1125)))
    days = (day for day in _WEEK if day != _WEDNESDAY)
    return _every(days, morning, evening) + _every((_WEDNESDAY,), morning, (725, evening[1]))


def _homework(rng: Random) -> tuple[PublicOpening, ...]:
    days = rng.choice(((0, 1, 3), (0, 1, 3, 4), (1, 3)))
    parts = _every(days, (rng.choice((930, 945, 960)), rng.choice((1050, 1080))))
    if rng.random() < 0.6:
        parts += (PublicOpening(_WEDNESDAY, 780, 1020),)
    if rng.random() < 0.1:
        parts += (PublicOpening(5, 570, 720),)
    return parts


def _consultation(rng: Random) -> tuple[PublicOpening, ...]:
    days = rng.sample(list(_WEEK), rng.choice((1, 2, 2, 3)))
    halves = ((540, 720), (810, 960), (990, 1110))
    parts = tuple(PublicOpening(day, *rng.choice(halves)) for day in days)
    return parts + ((PublicOpening(5, 540, 690),) if rng.random() < 0.05 else ())


def _every(days: Iterable[int], *ranges: tuple[int, int]) -> tuple[PublicOpening, ...]:
    return tuple(PublicOpening(day, start, end) for day in days for start, end in ranges)
