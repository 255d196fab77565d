"""What is a NISS, what is said of what is none."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.kernel import niss
from tests.kernel.numbers import niss_numbers, niss_of


def refusal(text: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        niss.parse(text)
    return refused.value


@given(niss_numbers(), st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "–", ". "]))
def test_every_number_is_read_however_it_is_typed(number: str, between: str) -> None:
    typed = f" {between.join([number[:2], number[2:4], number[4:6], number[6:9], number[9:]])}\n"
    assert niss.parse(typed) == number
    assert niss.parse(niss.shown(number)) == number


@given(niss_numbers(date(1999, 12, 31)), st.integers(2, 10), st.integers(1, 9))
def test_one_wrong_digit_is_seen(number: str, place: int, by: int) -> None:
    assume(int(number[:2]) > 30)  # else it may be the number of somebody born a century later
    wrong = f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}"
    assert refusal(wrong).code in {"check_digits", "birth_date"}


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(ValidationError):
        assert len(niss.parse(text)) == 11


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("  ", "missing", "Indiquez"),
        ("-", "missing", "Indiquez"),
        ("85.07.30-033.2a", "characters", "que des chiffres"),
        ("850730٠3328", "characters", "que des chiffres"),
        ("85.07.30-033.2", "length", "11 chiffres\u00a0: vous en avez indiqué 10"),
        ("850730033281", "length", "vous en avez indiqué 12"),
        ("85.07.30-033.29", "check_digits", "deux derniers chiffres"),
        ("00000000000", "check_digits", "deux derniers chiffres"),
        (niss_of(date(1985, 12, 1), 33, raised=1), "birth_date", "ce mois n’existe pas"),
        (niss_of(date(1985, 12, 1), 33, raised=22), "birth_date", "ce mois n’existe pas"),
        (niss_of(date(1985, 5, 1), 33, raised=60), "birth_date", "ce mois n’existe pas"),
    ],
)
def test_it_says_what_is_wrong_and_repeats_nothing(text: str, code: str, said: str) -> None:
    error = refusal(text)
    assert error.code == code
    assert said in error.message
    assert not text.strip(" -") or text not in str(error)


@pytest.mark.parametrize(
    "number",
    [
        "85073003328",  # a man
        "17073003384",  # born in this century
        "98472899765",  # BIS, sex known
        "01490700185",  # BIS, born in this century
        niss_of(date(1985, 7, 1), 33, raised=20),  # BIS, sex unknown
        niss_of(date(2000, 1, 1), 1),  # begins with noughts
    ],
)
def test_known_numbers(number: str) -> None:
    assert niss.parse(number) == number


def test_shown_as_on_a_card_and_masked() -> None:
    assert niss.shown("00010212345") == "00.01.02-123.45"
    assert niss.masked("00010212345") == "••.••.••-•••.45"
