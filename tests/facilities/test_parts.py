"""The parts of a listing: what the history says of them, and what a form has seen, tells any two apart."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.facilities.enums import AgeBand, Weekday
from portal.facilities.public import Period, PublicFreePlaces, PublicOpening
from portal.facilities.services.parts import PARTS

FREE = PublicFreePlaces(AgeBand.UNDER_ONE, date(2027, 3, 1), 2)
PERIOD = Period(date(2026, 12, 24), date(2027, 1, 2))
OPEN = PublicOpening(Weekday.MONDAY, 450, 1080)

OTHERS: list[tuple[str, Any, Any]] = [
    ("free_places", FREE, replace(FREE, band=AgeBand.ONE_TO_TWO)),
    ("free_places", FREE, replace(FREE, from_day=date(2027, 5, 1))),
    ("free_places", FREE, replace(FREE, places=3)),
    ("unavailable", PERIOD, replace(PERIOD, first=date(2026, 12, 25))),
    ("unavailable", PERIOD, replace(PERIOD, last=date(2027, 1, 3))),
    ("opening", OPEN, replace(OPEN, weekday=Weekday.TUESDAY)),
    ("opening", OPEN, replace(OPEN, start=455)),
    ("opening", OPEN, replace(OPEN, end=1085)),
    ("ages", (0, 36), (6, 36)),
    ("ages", (0, 36), (0, 30)),
]


@pytest.mark.parametrize(("name", "one", "other"), OTHERS)
def test_what_differs_reads_differently(name: str, one: Any, other: Any) -> None:
    assert PARTS[name].words([one]) != PARTS[name].words([other])
    assert PARTS[name].plain([one]) != PARTS[name].plain([other])


def test_in_words() -> None:
    assert PARTS["free_places"].words([FREE]) == [
        "Moins de 1 an\u00a0: 2 à partir du 1er\u00a0mars\u00a02027"
    ]
    assert PARTS["unavailable"].words([PERIOD]) == [
        "Du 24\u00a0décembre\u00a02026 au 2\u00a0janvier\u00a02027"
    ]
