"""Days as people type them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.facilities.typed_days import day_typed
from portal.kernel.days import long_date

TODAY = date(2026, 11, 26)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, date(2027, 3, 1)) for text in (
            "2027-03-01", "1/3/2027", "01/03/2027", "1-3-27", "01.03.2027", "1 3 2027", "1er mars 2027",
            "1 mars 2027", "1ER MARS 2027", " 1er  mars 2027 ", "1er mars", "1/3", "1 mar 2027",
        )),
        ("26 novembre", TODAY), ("25/11", date(2027, 11, 25)), ("29 février", date(2028, 2, 29)),
        ("15 août 2027", date(2027, 8, 15)), ("15 aout 27", date(2027, 8, 15)),
        ("24 déc 2026", date(2026, 12, 24)),
        *((text, None) for text in (
            "", "demain", "31/2/2027", "31 juin", "1 ju 2027", "1 jui 2027", "32/1/2027", "1/13/2027",
            "2027", "0/0/0", "2027-02-30", "1er mars 20277", "x" * 50, "1 2 3 4",
        )),
    ],
)  # fmt: skip
def test_what_people_type(text: str, day: date | None) -> None:
    if day is None:
        with pytest.raises(ValidationError):
            day_typed(text, TODAY)
    else:
        assert day_typed(text, TODAY) == day


@given(DAYS)
def test_what_we_write_is_read_back(day: date) -> None:
    for written in (long_date(day), day.isoformat(), f"{day:%d/%m/%Y}"):
        assert day_typed(written, TODAY) == day


@given(st.text(max_size=50) | st.text("0123456789/-. eramsjuin", max_size=14), DAYS)
def test_nothing_else_happens(text: str, today: date) -> None:
    """Whatever is typed is a day, or refused in words."""
    try:
        day = day_typed(text, today)
    except ValidationError:
        return
    assert isinstance(day, date)
