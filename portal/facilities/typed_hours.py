"""Hours of the day as people type them, in minutes."""

import re

from django.core.exceptions import ValidationError

from portal.facilities import words
from search.analysis import fold

NOON = 12 * 60
MIDNIGHT = 24 * 60
_LONGEST = 40
_EXAMPLES = "Écrivez une heure comme 7\u00a0h\u00a030, 7:30 ou 18\u00a0h."
_MEANT = "Vouliez-vous dire {}\u202f?"
# All that follows is read as `fold` leaves it: lower case, no accents, one space for every sign.
_NAMED = {"midi": NOON, "minuit": MIDNIGHT}
_QUARTERS = {"et quart": 15, "et demi": 30, "et demie": 30, "moins le quart": -15, "moins quart": -15}
_AFTER_NOON = ("du soir", "de l apres midi")
_HOUR = r"(?:h|hrs?|heures?|u)"
_MINUTES = r"(?P<minutes>[0-9]{1,2})(?: ?(?:m|mn|min|minutes?))?"
_FIGURES = re.compile(rf"(?P<hours>[0-9]{{1,2}})(?: ?{_HOUR}|(?: ?{_HOUR} ?| ){_MINUTES})?")
_GLUED = re.compile(r"(?P<hours>[0-9]{1,2})(?P<minutes>[0-9]{2})")


def minutes_typed(text: str) -> int:
    """Minutes since midnight of an hour as people type it: "7 h 30", "7:30", "7.30", "730", "18", "18h",
    "midi", "8 h et quart", "6 h du soir", "minuit" (which ends a day: 1440).

    A `ValidationError` says that it could not be read and, where that can be guessed, what may have been
    meant. Whether the hour suits a timetable is for `opening_rules.opening_hours` to say.
    """
    told = fold(text[: _LONGEST + 1])
    if not told or len(text) > _LONGEST:
        raise _refusal(f"Nous n’avons pas compris cette heure. {_EXAMPLES}")
    told, is_after_noon = _without_after_noon(told)
    told, added = _without_quarter(told)
    hours, minutes = _figures(told)
    if is_after_noon and hours < 12:
        hours += 12
    total = hours * 60 + minutes + added
    if minutes > 59:
        raise _refusal(f"Une heure compte 60\u00a0minutes. {_EXAMPLES}")
    if not 0 <= total <= MIDNIGHT:
        raise _refusal(f"Un jour va de 0\u00a0h à 24\u00a0h. {_EXAMPLES}")
    return total


def _refusal(message: str) -> ValidationError:
    return ValidationError(message, code="hour")


def _without_after_noon(told: str) -> tuple[str, bool]:
    for ending in _AFTER_NOON:
        if told.endswith(f" {ending}"):
            return told.removesuffix(ending).strip(), True
    return told.removesuffix(" du matin"), False


def _without_quarter(told: str) -> tuple[str, int]:
    for ending, minutes in _QUARTERS.items():
        if told.endswith(f" {ending}"):
            return told.removesuffix(ending).strip(), minutes
    return told, 0


def _figures(told: str) -> tuple[int, int]:
    """Hours and minutes as written."""
    name, _, rest = told.partition(" ")
    if name in _NAMED and (not rest or re.fullmatch("[0-9]{2}", rest)):
        return _NAMED[name] // 60, int(rest or 0)
    found = _FIGURES.fullmatch(told) or _GLUED.fullmatch(told)
    if found is None:
        raise _refusal(f"Nous n’avons pas compris cette heure. {_EXAMPLES}")
    hours, minutes = int(found["hours"]), found["minutes"] or "00"
    if len(minutes) == 1:
        raise _refusal(f"Écrivez les minutes avec deux chiffres. {_one_figure_too_few(hours, int(minutes))}")
    return hours, int(minutes)


def _one_figure_too_few(hours: int, digit: int) -> str:
    """ "7:3" may be 7:30, and "18 h 5" ten minutes to seven or five past six."""
    meant = [hours * 60 + minutes for minutes in (10 * digit, digit) if minutes < 60 and minutes % 5 == 0]
    told = [words.hour(each) for each in dict.fromkeys(meant) if each <= MIDNIGHT]
    return _MEANT.format(" ou ".join(told)) if told else _EXAMPLES
