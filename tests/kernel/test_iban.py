"""What is an IBAN, what is said of what is none."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import iban
from tests.kernel.numbers import belgian_iban_of, iban_of

BELGIAN = st.builds(belgian_iban_of, st.integers(0, 999), st.integers(0, 9_999_999))
FOREIGN = st.one_of(
    st.builds(lambda n: iban_of("DE", f"{n:018}"), st.integers(0, 10**18 - 1)),
    st.builds(lambda n: iban_of("NL", f"ABNA{n:010}"), st.integers(0, 10**10 - 1)),
    st.builds(lambda n: iban_of("LU", f"{n:016}"), st.integers(0, 10**16 - 1)),
)


def refusal(text: str) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        iban.parse(text)
    return refused.value


@given(BELGIAN | FOREIGN)
def test_every_account_is_read_whatever_its_bank(number: str) -> None:
    assert iban.parse(f" {iban.shown(number).lower()} ") == number
    assert iban.parse(number.replace("0", "0-")) == number


@given(BELGIAN, st.integers(2, 15), st.integers(1, 9))
def test_one_wrong_digit_is_seen(number: str, place: int, by: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + by) % 10}{number[place + 1 :]}"
    assert refusal(wrong).code == "check_digits"


@given(st.text(max_size=34) | st.text("BE0123456789 ", max_size=20))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(ValidationError):
        assert iban.parse(text).isalnum()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "missing", "Indiquez"),
        ("539007547034", "characters", "deux lettres"),
        ("BE68 5390 0754 703€", "characters", "deux lettres"),
        ("ZZ68 5390 0754 7034", "country", "code ZZ"),
        ("BE68 5390 0754 703", "length", "16 caractères\u00a0: vous en avez indiqué 15"),
        ("FR76 3000", "length", "27 caractères"),
        ("BE68 5390 0754 7035", "check_digits", "chiffre par chiffre"),
        # The IBAN's own check digits are right, those inside are not.
        (iban_of("BE", "091811735141"), "check_digits", "chiffre par chiffre"),
        (iban_of("NL", "12340123456789"), "characters", "deux lettres"),
    ],
)
def test_it_says_what_is_wrong_and_repeats_nothing(text: str, code: str, said: str) -> None:
    error = refusal(text)
    assert error.code == code
    assert said in error.message
    assert not text or text not in str(error)


def test_an_unknown_bank_is_not_our_business() -> None:
    assert iban.parse("BE83138811735115") == "BE83138811735115"


def test_shown_in_groups_and_masked() -> None:
    assert iban.shown("BE68539007547034") == "BE68 5390 0754 7034"
    assert iban.masked("BE68539007541234") == "BE•• •••• •••• 1234"
    assert iban.masked("FR7630006000011234567890189") == "FR•• •••• •••• •••• •••• •••0 189"
