"""Days, hours, ages, distances and counts in the French that parents read.

Texts are plain (no markup) and carry their own no-break spaces.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from portal.facilities.public import PublicOpening
from portal.kernel.days import long_date

NBSP = "\u00a0"  # before a colon, between a number and its unit
NNBSP = "\u202f"  # in thousands, before ; ! ?

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS_BEFORE_MONTHS = 60
_MONTHS_BEFORE_YEARS = 24


def ago(day: date, today: date) -> str:
    """How long since a day: `aujourd’hui`, `hier`, `il y a 3 jours`, `il y a 5 mois`, `il y a 2 ans`."""
    days = (today - day).days
    if days <= 0:
        return "aujourd’hui"
    if days == 1:
        return "hier"
    if days < _DAYS_BEFORE_MONTHS:
        return f"il y a {days}{NBSP}jours"
    months = days * 12 // 365
    if months < _MONTHS_BEFORE_YEARS:
        return f"il y a {months}{NBSP}mois"
    return f"il y a {months // 12}{NBSP}ans"


def period(first: date | None, last: date | None) -> str:
    """`du 24 décembre 2026 au 2 janvier 2027`; `le …` for one day; an open end is said in words."""
    if first is None:
        return f"jusqu’au {long_date(last)}" if last else ""
    if last is None:
        return f"à partir du {long_date(first)}"
    return f"le {long_date(first)}" if first == last else f"du {long_date(first)} au {long_date(last)}"


def count(number: int, one: str, many: str) -> str:
    """`1 place`, `6 024 lieux`; French takes the singular up to 1."""
    figure = f"{number:,}".replace(",", NNBSP)
    return f"{figure}{NBSP}{one if number < 2 else many}"


def hour(minutes: int) -> str:
    """Minutes of the day as `7 h`, `18 h 30`, `minuit`."""
    if minutes in (0, 1440):
        return "minuit"
    hours, rest = divmod(minutes, 60)
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def hours_on(weekday: int, opening: tuple[PublicOpening, ...]) -> str:
    """When a day that parents plan for ends: `jusqu’à 18 h 30`, `fermé aujourd’hui`; empty without hours."""
    if not opening:
        return ""
    ends = [stretch.end for stretch in opening if stretch.weekday == weekday]
    return f"jusqu’à {hour(max(ends))}" if ends else "fermé aujourd’hui"


def usual_hours(opening: tuple[PublicOpening, ...]) -> str:
    """The day a parent can count on: `7 h 30 – 18 h`, of most days from Monday to Friday, from the first
    opening to the last closing; `week-end : 9 h – 12 h` where no weekday is open; empty without hours."""
    working = Counter(_spans(opening, range(5)))
    spans = working or Counter(_spans(opening, range(5, 7)))
    if not spans:
        return ""
    # Among equally common days the longest one; Counter would keep the first of the week.
    (start, end), _ = max(spans.items(), key=lambda item: (item[1], item[0][1] - item[0][0]))
    hours = f"{hour(start)}{NBSP}–{NBSP}{hour(end)}"
    return hours if working else f"week-end{NBSP}: {hours}"


def _spans(opening: tuple[PublicOpening, ...], weekdays: range) -> list[tuple[int, int]]:
    """From the first opening to the last closing of each of these days that is open."""
    days = ([each for each in opening if each.weekday == weekday] for weekday in weekdays)
    return [(min(each.start for each in day), max(each.end for each in day)) for day in days if day]


def age(months: int) -> str:
    """`3 mois`, `1 an`, `18 mois`, `2 ans et demi`, `12 ans`."""
    years, rest = divmod(months, 12)
    if rest == 0 and years:
        return f"{years}{NBSP}an{'s' if years > 1 else ''}"
    if rest == 6 and years >= 2:
        return f"{years}{NBSP}ans et demi"
    return f"{months}{NBSP}mois"


def age_range(from_months: int, to_months: int) -> str:
    """`0 à 3 ans`, `3 mois à 3 ans`, `6 à 18 mois`: the unit is said once where both ends share it."""
    if from_months == to_months:
        return age(from_months)
    first, last = age(from_months), age(to_months)
    in_months = (first.endswith("mois"), last.endswith("mois"))
    if from_months == 0 or in_months == (True, True):
        first = str(from_months)
    elif in_months == (False, False) and from_months % 12 == 0:
        first = str(from_months // 12)
    return f"{first} à {last}"


def distance(metres: int, exact: bool) -> str:
    """`à 350 m`, `à 3,4 km`, `à 12 km`; `à environ …` where the point shown is not the address itself."""
    if metres < 1000:
        if not exact:
            return f"à{NBSP}moins de{NBSP}1{NBSP}km"
        rounded = max(50, round(metres / 50) * 50)
        return f"à{NBSP}{rounded}{NBSP}m" if rounded < 1000 else f"à{NBSP}1{NBSP}km"
    kilometres = metres / 1000
    figure = (
        f"{kilometres:.1f}".replace(".", ",").removesuffix(",0") if kilometres < 10 else f"{kilometres:.0f}"
    )
    about = "" if exact else f"environ{NBSP}"
    return f"à{NBSP}{about}{figure}{NBSP}km"


def day_hours(weekday: int, opening: tuple[PublicOpening, ...]) -> str:
    """All ranges of one weekday: `7 h 30 – 12 h, 13 h – 18 h`; empty where it is closed."""
    return ", ".join(stretch_of(stretch) for stretch in opening if stretch.weekday == weekday)


def stretch_of(stretch: PublicOpening) -> str:
    """`7 h 30 – 12 h`."""
    return f"{hour(stretch.start)}{NBSP}– {hour(stretch.end)}"


def listed(names: Sequence[str]) -> str:
    """`mardi, mercredi et jeudi`."""
    return " et ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
