"""The coming months as tables: on which days there are no places."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.facilities.public import Period
from portal.kernel.days import MONTHS

FEWEST, MOST = 3, 12


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One cell. `number` 0: a day of another month, shown empty."""

    number: int
    is_closed: bool = False
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """One table: its weeks begin on Monday."""

    name: str  # "Décembre 2026"
    weeks: tuple[tuple[CalendarDay, ...], ...]
    closed_days: int


def coming_months(periods: Sequence[Period], today: date) -> list[Month]:
    """This month and the following ones, until the last period has ended; `FEWEST` to `MOST` of them."""
    last = max((period.last for period in periods if period.last), default=today)
    count = (last.year - today.year) * 12 + last.month - today.month + 1
    numbers = range(today.month - 1, today.month - 1 + min(max(count, FEWEST), MOST))
    return [_month(today.year + number // 12, number % 12 + 1, periods, today) for number in numbers]


def _month(year: int, month: int, periods: Sequence[Period], today: date) -> Month:
    def cell(number: int) -> CalendarDay:
        if not number:
            return CalendarDay(0)
        day = date(year, month, number)
        return CalendarDay(number, any(day in period for period in periods), day == today)

    weeks = tuple(
        tuple(cell(number) for number in week) for week in calendar.Calendar().monthdayscalendar(year, month)
    )
    closed = sum(day.is_closed for week in weeks for day in week)
    return Month(f"{MONTHS[month - 1].capitalize()}\u00a0{year}", weeks, closed)
