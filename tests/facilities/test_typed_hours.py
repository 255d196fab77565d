"""Hours as people type them."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.facilities import words
from portal.facilities.typed_hours import minutes_typed

MINUTES = st.integers(0, 1440)
BY_DAY = st.integers(0, 23), st.integers(0, 59)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *((text, 450) for text in (
            "7 h 30", "7\u00a0h\u00a030", "7h30", "7H30", "7:30", "07:30", "7.30", "7,30", "7-30", "7 30",
            "730", "0730", " 7 h 30 ", "7h30min", "7 heures 30", "7 heures et demie", "7 h et demi",
            "7 h 30 du matin", "7u30", "7hrs30",
        )),
        *((text, 1080) for text in (
            "18", "18h", "18 h", "18 heures", "18:00", "1800", "6 h du soir", "6h du soir",
        )),
        ("midi", 720), ("Midi", 720), ("midi trente", None), ("midi 30", 750), ("midi et demi", 750),
        ("midi et quart", 735), ("12 h de l’après-midi", 720), ("2 h de l'après-midi", 840),
        ("7 h et quart", 435), ("8 h moins le quart", 465), ("0", 0), ("0 h", 0), ("00:00", 0),
        ("minuit", 1440), ("24 h", 1440), ("24:00", 1440), ("7", 420), ("075", None),
        ("", None), (" ", None), ("?", None), ("sept heures", None), ("25 h", None), ("24:05", None),
        ("7:60", None), ("minuit et quart", None), ("7 h - 18 h", None), ("7h18h", None), ("-", None),
        ("12345", None), ("7 h 30 7 h 30 7 h 30 7 h 30 7 h 30 7 h 30", None), ("٧", None),
        ("0 h moins le quart", None),
    ],
)  # fmt: skip
def test_what_people_type(text: str, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(ValidationError):
            minutes_typed(text)
    else:
        assert minutes_typed(text) == minutes


@pytest.mark.parametrize(
    ("text", "meant"),
    [("7:3", "7_h_30"), ("18 h 5", "18_h_50 ou 18_h_05"), ("8h0", "8_h"), ("9.7", None), ("23:9", None)],
)
def test_what_may_have_been_meant(text: str, meant: str | None) -> None:
    with pytest.raises(ValidationError) as refusal:
        minutes_typed(text)
    message = refusal.value.messages[0].replace("\u00a0", "_")
    assert (f"Vouliez-vous dire {meant}\u202f?" in message) if meant else ("Vouliez-vous" not in message)


@given(MINUTES)
def test_what_we_write_is_read_back(minutes: int) -> None:
    written = words.hour(minutes)
    assert minutes_typed(written) == (1440 if minutes == 0 else minutes)


@given(*BY_DAY, st.sampled_from(["{}h{:02}", "{}:{:02}", "{} h {:02}", "{}.{:02}", "{:02}{:02}", "{}{:02}"]))
def test_every_hour_in_every_spelling(hours: int, minutes: int, spelling: str) -> None:
    assert minutes_typed(spelling.format(hours, minutes)) == hours * 60 + minutes


@given(st.text(max_size=60) | st.text("0123456789h:., -midunt", max_size=12))
def test_nothing_else_happens(text: str) -> None:
    """Whatever is typed is an hour of the day, or refused in words."""
    try:
        minutes = minutes_typed(text)
    except ValidationError:
        return
    assert 0 <= minutes <= 1440
