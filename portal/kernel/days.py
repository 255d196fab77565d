"""Days and moments as French writes them: the only place that puts them into words.

Texts are plain (no markup) and carry their own no-break spaces. Moments are told in Brussels.
"""

from datetime import date, datetime

from portal.kernel.clock import BRUSSELS

_NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def long_date(day: date | datetime) -> str:
    """`1er mars 2027`; of an aware moment, its day in Brussels."""
    if isinstance(day, datetime):
        day = day.astimezone(BRUSSELS).date()
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{_NBSP}{MONTHS[day.month - 1]}{_NBSP}{day.year}"


def time_of_day(at: datetime) -> str:
    """`14 h 05`."""
    there = at.astimezone(BRUSSELS)
    return f"{there.hour}{_NBSP}h{_NBSP}{there:%M}"


def moment(at: datetime) -> str:
    """`1er mars 2027 à 14 h 05`."""
    return f"{long_date(at)} à {time_of_day(at)}"
