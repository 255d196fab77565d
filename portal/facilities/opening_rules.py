"""At which hours a place may be open, and in which form that is kept: what is typed, `typed_hours` reads."""

from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError

from portal.facilities import words
from portal.facilities.enums import Weekday
from portal.facilities.public import PublicOpening

MINUTES_A_DAY = 1440
STEP_MINUTES = 5
MAX_RANGES_A_DAY = 6
_NOON = 12 * 60
# Later than most places close: 6 typed for an evening is 18 h, 7 is rather 17 h than 19 h.
_LATE = 18 * 60 + 30


def opening_hours(ranges: Sequence[PublicOpening]) -> tuple[PublicOpening, ...]:
    """Ranges of opening, ascending; those of one day that touch become one.

    Each refusal says in its `params` which `range` is wrong, and at which `end` ("start" or "end").
    """
    wrong = list(_wrong_ranges(ranges))
    if wrong:
        raise ValidationError(wrong)
    kept: list[PublicOpening] = []
    for part in sorted(ranges, key=_by_time):
        previous = kept[-1] if kept and kept[-1].weekday == part.weekday else None
        if previous and part.start == previous.end:
            kept[-1] = PublicOpening(part.weekday, previous.start, part.end)
        else:
            kept.append(part)
    if any(sum(part.weekday == day for part in kept) > MAX_RANGES_A_DAY for day in Weekday):
        raise ValidationError(f"Indiquez au plus {MAX_RANGES_A_DAY} plages d’ouverture par jour.")
    return tuple(kept)


def _by_time(part: PublicOpening) -> tuple[int, int, int]:
    return part.weekday, part.start, part.end


def _wrong_ranges(ranges: Sequence[PublicOpening]) -> Iterator[ValidationError]:
    previous: PublicOpening | None = None
    for part in sorted(ranges, key=_by_time):
        day = Weekday(part.weekday).label.lower()
        if not 0 <= part.start < MINUTES_A_DAY:
            yield _wrong(part, "start", f"Le {day}, l’ouverture va de 0\u00a0h à 23\u00a0h\u00a055.")
        elif not part.start < part.end <= MINUTES_A_DAY:
            meant = _meant_by_closing(part, ranges)
            yield _wrong(
                part, "end", f"Le {day}, l’heure de fermeture doit suivre l’heure d’ouverture.{meant}"
            )
        elif part.start % STEP_MINUTES:
            yield _wrong(part, "start", f"Le {day}, {_in_steps(part.start)}")
        elif part.end % STEP_MINUTES:
            yield _wrong(part, "end", f"Le {day}, {_in_steps(part.end)}")
        elif previous and previous.weekday == part.weekday and part.start < previous.end:
            yield _wrong(
                part,
                "start",
                f"Le {day}, deux plages d’ouverture se chevauchent\u00a0: la précédente va jusqu’à "
                f"{words.hour(previous.end)}.",
            )
        else:
            previous = part


def _wrong(part: PublicOpening, end: str, message: str) -> ValidationError:
    return ValidationError(message, code="range", params={"range": part, "end": end})


def _in_steps(minutes: int) -> str:
    meant = words.hour(round(minutes / STEP_MINUTES) * STEP_MINUTES)
    return f"indiquez les heures de cinq en cinq minutes. Vouliez-vous dire {meant}\u202f?"


def _meant_by_closing(part: PublicOpening, ranges: Sequence[PublicOpening]) -> str:
    """What a closing before the opening may have meant: the evening as it is spoken (6 for 18), or a first
    digit that is missing (7 for 17). What another day says comes first, then the later that is no evening.
    """
    if part.end >= _NOON:
        return ""
    if part.start >= _NOON and part.end < part.start:
        return f" Vouliez-vous dire de {words.hour(part.end)} à {words.hour(part.start)}\u202f?"
    possible = [each for each in (part.end + 12 * 60, part.end + 10 * 60) if part.start < each]
    closings = {other.end for other in ranges if other.weekday != part.weekday}
    usual = [each for each in possible if each in closings]
    usual += [each for each in possible if each <= _LATE] or possible
    return f" Vouliez-vous dire {words.hour(usual[0])}\u202f?" if usual else ""
