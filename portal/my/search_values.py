"""Single values of the search page's URL, read with tolerance: what is wrong is None, never an exception.

Every reader takes what anybody may have put in a URL and is bounded in time and size. Positions are kept
to three decimals (about 100 m): a shared link must not tell where somebody lives.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)

# Longer than any place or word a person types; the rest is cut off.
MAX_TEXT = 120
# Belgium and a little around it: the frame in which maps are shown (west, south, east, north).
FRAME = (1.5, 48.9, 7.5, 52.2)
DECIMALS = 3
_SCALE = 10**DECIMALS

Bounds = tuple[float, float, float, float]

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BELGIAN_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_TIME = re.compile(r"(\d{1,2})(?: ?(?:[:.]|h(?:eures?)?) ?(\d{2})?)?", re.IGNORECASE)


def text(value: str) -> str:
    """What was typed, on one line: no control or unpaired characters, single spaces, at most `MAX_TEXT`."""
    value = value[: MAX_TEXT * 4]
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in value if char != "\ufffd")
    return " ".join("".join(kept).split())[:MAX_TEXT].strip()


def whole_number(value: str, least: int, most: int) -> int | None:
    """An integer within bounds, or None. Nothing longer than nine ASCII digits is looked at."""
    value = value.strip()
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    number = int(value)
    return number if least <= number <= most else None


def degrees(value: str, least: float, most: float) -> float | None:
    """A finite number of degrees within bounds, rounded to `DECIMALS`, or None."""
    number = _finite(value)
    if number is None or not least <= number <= most:
        return None
    return round(number, DECIMALS)


def _finite(value: str) -> float | None:
    if len(value) > 32:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def bounds(value: str) -> Bounds | None:
    """`west,south,east,north`, cut to the frame and rounded outwards, or None where no view is left."""
    parts = value[:140].split(",")
    if len(parts) != 4:
        return None
    numbers = [_finite(part) for part in parts]
    if any(number is None for number in numbers):
        return None
    west, south, east, north = (number for number in numbers if number is not None)
    if west >= east or south >= north:
        return None
    west, south = max(west, FRAME[0]), max(south, FRAME[1])
    east, north = min(east, FRAME[2]), min(north, FRAME[3])
    if west >= east or south >= north:
        return None
    south_west = _outwards(west, math.floor), _outwards(south, math.floor)
    return *south_west, _outwards(east, math.ceil), _outwards(north, math.ceil)


def _outwards(number: float, towards: Callable[[float], int]) -> float:
    # Rounded first: 50.123 * 1000 may fall a hair under 50123, and reading a URL twice must change nothing.
    return towards(round(number * _SCALE, 6)) / _SCALE


def day(value: str) -> date | None:
    """A calendar day written `2027-03-02` (as browsers send it) or `2/3/2027` (as people type it)."""
    value = value.strip()[:20]
    if found := _ISO_DAY.fullmatch(value):
        year, month, number = (int(part) for part in found.groups())
    elif found := _BELGIAN_DAY.fullmatch(value):
        number, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None


def minutes(value: str) -> int | None:
    """A time of day in minutes, from `07:30`, `7h30`, `7 h 30` or `18`; 24:00 is 1440."""
    found = _TIME.fullmatch(text(value)[:12])
    if not found:
        return None
    hours, rest = int(found[1]), int(found[2] or 0)
    total = hours * 60 + rest
    return total if rest < 60 and total <= 24 * 60 else None


def clock_time(minute: int) -> str:
    """Minutes of the day as browsers write them: `07:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def choices(values: Iterable[str], enum: type[E]) -> tuple[E, ...]:
    """The members of `enum` that were named, each once, in the order in which the enum declares them."""
    named = set(values)
    return tuple(member for member in enum if str(member.value) in named)


def degrees_text(number: float) -> str:
    """A position in a URL: at most `DECIMALS`, no trailing zeros."""
    return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
