"""Days as people type them, where a browser brings no calendar of its own."""

import re
from datetime import date

from django.core.exceptions import ValidationError

from portal.kernel.days import MONTHS
from search.analysis import fold

_LONGEST = 40
_EXAMPLES = "Écrivez une date comme 1/3/2027 ou 1er mars 2027."
_YEAR_FIRST = re.compile(r"([0-9]{4}) ([0-9]{1,2}) ([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:er)? ([0-9]{1,2}|[a-z]{3,})(?: ([0-9]{4}|[0-9]{2}))?")
_MONTHS = tuple(fold(name) for name in MONTHS)


def day_typed(text: str, today: date) -> date:
    """The day of "2027-03-01", "1/3/2027", "01.03.27", "1er mars 2027"; without a year, the next such day.

    A `ValidationError` with an example for anything else.
    """
    told = fold(text[: _LONGEST + 1])
    try:
        if found := _YEAR_FIRST.fullmatch(told):
            year, month, day = (int(part) for part in found.groups())
            return date(year, month, day)
        if found := _DAY_FIRST.fullmatch(told):
            return _day_first(found, today)
    except ValueError:
        raise ValidationError("Cette date n’existe pas\u00a0: vérifiez le jour et le mois.") from None
    raise ValidationError(f"Nous n’avons pas compris cette date. {_EXAMPLES}", code="day")


def _day_first(found: re.Match[str], today: date) -> date:
    day, month = int(found[1]), _month(found[2])
    if found[3]:
        return date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)
    # A day of February may not exist for years: as far as the next leap year.
    for year in range(today.year, today.year + 9):
        try:
            coming = date(year, month, day)
        except ValueError:
            continue
        if coming >= today:
            return coming
    raise ValueError("no such day")


def _month(name: str) -> int:
    if name.isdigit():
        return int(name)
    meant = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    if len(meant) != 1:
        raise ValidationError(f"Nous n’avons pas compris le mois. {_EXAMPLES}", code="day")
    return meant[0]
