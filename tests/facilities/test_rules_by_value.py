"""Refusals that say which of several values is wrong, and what may have been meant."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from portal.facilities import opening_rules, rules
from portal.facilities.public import Period, PublicOpening

USUAL = [PublicOpening(day, 450, 1080) for day in (0, 1, 3, 4)]
TODAY = date(2026, 3, 2)


def refused(*ranges: PublicOpening) -> list[ValidationError]:
    with pytest.raises(ValidationError) as refusal:
        opening_rules.opening_hours(ranges)
    return list(refusal.value.error_list)


def said(error: ValidationError) -> str:
    return str(error.messages[0]).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("start", "end", "others", "meant"),
    [
        (450, 420, (), "17 h ?"),  # 7 for 17: 19 h would be an evening
        (450, 420, (1020,), "17 h ?"),
        (450, 420, (1140,), "19 h ?"),  # as another day says
        (450, 360, (), "18 h ?"),  # 6 as it is spoken
        (450, 450, (), "17 h 30 ?"),
        (1080, 420, (), "de 7 h à 18 h ?"),
        (840, 780, (), ""),
    ],
)
def test_a_closing_before_the_opening_and_what_was_meant(
    start: int, end: int, others: tuple[int, ...], meant: str
) -> None:
    wrong = PublicOpening(2, start, end)
    (error,) = refused(wrong, *(PublicOpening(4, 450, other) for other in others))
    assert error.params == {"range": wrong, "end": "end"}
    assert said(error).startswith("Le mercredi, l’heure de fermeture doit suivre l’heure d’ouverture.")
    assert said(error).endswith(f"Vouliez-vous dire {meant}" if meant else "l’heure d’ouverture.")


def test_every_wrong_range_is_told_at_its_end() -> None:
    steps, overlap = PublicOpening(1, 452, 720), PublicOpening(0, 1000, 1100)
    errors = refused(PublicOpening(0, 450, 1080), overlap, steps, PublicOpening(6, 1440, 1440))
    told = [(error.params["range"], error.params["end"]) for error in errors]  # type: ignore[index]
    assert told == [(overlap, "start"), (steps, "start"), (PublicOpening(6, 1440, 1440), "start")]
    assert "jusqu’à 18 h" in said(errors[0])
    assert "Vouliez-vous dire 7 h 30 ?" in said(errors[1])


def test_a_wrong_period_is_told_at_its_end() -> None:
    first, wrong = Period(date(2026, 7, 1), date(2026, 7, 15)), Period(date(2026, 7, 10), date(2026, 7, 20))
    values = {
        "availability": "maintenant", "available_from": None, "confirmed_on": TODAY, "free_places": (),
        "unavailable": (wrong, first),
    }  # fmt: skip
    with pytest.raises(ValidationError) as refusal:
        rules.cleaned(values, values, rules.FacilityKind.CRECHE, 14, TODAY)
    (error,) = refusal.value.error_dict["unavailable"]
    assert error.params == {"period": wrong, "end": "first"}


@pytest.mark.parametrize(
    ("last", "is_refused"),
    [(date(2026, 3, 1), True), (TODAY, False), (date(2031, 3, 1), False), (date(2062, 7, 1), True)],
)
def test_a_period_that_is_typed_now_is_to_come(last: date, is_refused: bool) -> None:
    period = Period(date(2026, 2, 27), last)
    if is_refused:
        with pytest.raises(ValidationError) as refusal:
            rules.check_coming([period], TODAY)
        (error,) = refusal.value.error_dict["unavailable"]
        assert error.params == {"period": period, "end": "last"}
    else:
        rules.check_coming([period], TODAY)
