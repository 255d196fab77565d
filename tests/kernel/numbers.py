"""NISS, BIS numbers and IBANs by the rules themselves: an oracle that shares nothing with the code."""

from datetime import date

from hypothesis import strategies as st


def niss_of(born: date, counter: int, *, raised: int = 0) -> str:
    """The number of whoever was born on this day with this counter; a BIS number is `raised` by 20 or 40."""
    digits = f"{born:%y}{born.month + raised:02}{born:%d}{counter:03}"
    checked = int(digits) + (2_000_000_000 if born.year >= 2000 else 0)
    return f"{digits}{97 - checked % 97:02}"


def niss_numbers(last_day: date = date(2020, 12, 31)) -> st.SearchStrategy[str]:
    return st.builds(
        lambda born, counter, raised: niss_of(born, counter, raised=raised),
        st.dates(date(1900, 1, 1), last_day),
        st.integers(1, 998),
        st.sampled_from([0, 20, 40]),
    )


def iban_of(country: str, account: str) -> str:
    """The account number with the country and its check digits before it."""
    rest = "".join(str(int(character, 36)) for character in f"{account}{country}00")
    return f"{country}{98 - int(rest) % 97:02}{account}"


def belgian_iban_of(bank: int, account: int) -> str:
    digits = f"{bank:03}{account:07}"
    return iban_of("BE", f"{digits}{int(digits) % 97 or 97:02}")
