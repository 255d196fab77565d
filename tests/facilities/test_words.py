"""French wording: what parents read, space by space."""

from datetime import date, timedelta

import pytest

from portal.facilities import words
from portal.facilities.public import PublicOpening

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-1, "aujourd’hui"), (0, "aujourd’hui"), (1, "hier"), (2, "il y a 2\u00a0jours"),
        (59, "il y a 59\u00a0jours"), (61, "il y a 2\u00a0mois"), (400, "il y a 13\u00a0mois"),
        (731, "il y a 2\u00a0ans"),
    ],
)  # fmt: skip
def test_freshness_is_said_with_its_age(days: int, said: str) -> None:
    assert words.ago(TODAY - timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ((0, 36), "0 à 3\u00a0ans"), ((3, 36), "3\u00a0mois à 3\u00a0ans"), ((6, 18), "6 à 18\u00a0mois"),
        ((12, 36), "1 à 3\u00a0ans"), ((30, 144), "2\u00a0ans et demi à 12\u00a0ans"),
        ((0, 18), "0 à 18\u00a0mois"),
        ((3, 3), "3\u00a0mois"), ((12, 12), "1\u00a0an"), ((18, 36), "18\u00a0mois à 3\u00a0ans"),
        ((36, 66), "3 à 5\u00a0ans et demi"),
    ],
)  # fmt: skip
def test_ages_name_the_unit_once_where_it_is_shared(months: tuple[int, int], said: str) -> None:
    assert words.age_range(*months) == said


@pytest.mark.parametrize(
    ("metres", "exact", "said"),
    [
        (0, True, "à\u00a050\u00a0m"), (340, True, "à\u00a0350\u00a0m"), (990, True, "à\u00a01\u00a0km"),
        (3440, True, "à\u00a03,4\u00a0km"),
        (4010, True, "à\u00a04\u00a0km"), (9990, True, "à\u00a010\u00a0km"),
        (12_400, True, "à\u00a012\u00a0km"),
        (3440, False, "à\u00a0environ\u00a03,4\u00a0km"), (340, False, "à\u00a0moins de\u00a01\u00a0km"),
    ],
)  # fmt: skip
def test_distance_says_when_it_is_about(metres: int, exact: bool, said: str) -> None:
    assert words.distance(metres, exact) == said


def test_hours_of_a_day() -> None:
    week = (PublicOpening(0, 420, 510), PublicOpening(0, 930, 1110), PublicOpening(1, 420, 1440))
    assert words.hours_on(0, week) == "jusqu’à 18\u00a0h\u00a030"
    assert words.hours_on(1, week) == "jusqu’à minuit"
    assert words.hours_on(5, week) == "fermé aujourd’hui"
    assert words.hours_on(5, ()) == ""


def test_usual_hours_are_those_of_most_weekdays_even_on_a_sunday() -> None:
    short_wednesday = tuple(PublicOpening(day, 450, 780 if day == 2 else 1080) for day in range(5))
    assert words.usual_hours(short_wednesday) == "7 h 30 – 18 h".replace(" ", "\u00a0")
    with_a_break = (PublicOpening(0, 420, 510), PublicOpening(0, 930, 1110), PublicOpening(5, 540, 720))
    assert words.usual_hours(with_a_break) == "7 h – 18 h 30".replace(" ", "\u00a0")
    shorter_and_longer = (PublicOpening(0, 480, 720), PublicOpening(1, 480, 1020))
    assert words.usual_hours(shorter_and_longer) == "8 h – 17 h".replace(" ", "\u00a0")
    assert (
        words.usual_hours((PublicOpening(6, 540, 720),)) == "week-end\u00a0: 9\u00a0h\u00a0–\u00a012\u00a0h"
    )
    assert words.usual_hours(()) == ""


def test_periods() -> None:
    assert words.period(TODAY, TODAY) == "le 26\u00a0novembre\u00a02026"
    assert words.period(date(2026, 12, 24), date(2027, 1, 2)) == (
        "du 24\u00a0décembre\u00a02026 au 2\u00a0janvier\u00a02027"
    )
    assert words.period(None, TODAY) == "jusqu’au 26\u00a0novembre\u00a02026"
    assert words.period(TODAY, None) == "à partir du 26\u00a0novembre\u00a02026"


def test_counts_take_the_singular_up_to_one() -> None:
    assert words.count(0, "lieu", "lieux") == "0\u00a0lieu"
    assert words.count(1, "lieu", "lieux") == "1\u00a0lieu"
    assert words.count(6024, "lieu", "lieux") == "6\u202f024\u00a0lieux"
