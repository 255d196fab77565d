"""Ages as people write them: "3 mois", "2 ans et demi", "30 m"."""

import re

from portal.facilities import words

_TYPED = re.compile(
    r"(?P<number>\d{1,3})\s*(?P<unit>mois|m|ans?|a)?\.?(?P<half>\s*(?:et\s*demie?|½|1/2))?", re.IGNORECASE
)


def months_of(text: str, *, bare_years: bool) -> int:
    """The months of an age as it was typed; `bare_years`: what a number without a unit means.

    `ValueError` where it is none.
    """
    typed = _TYPED.fullmatch(text.strip().replace("\u00a0", " ").replace("\u202f", " "))
    if typed is None:
        raise ValueError("not an age")
    unit = (typed["unit"] or ("a" if bare_years else "m")).lower()
    number = int(typed["number"])
    if unit.startswith("m"):
        if typed["half"]:
            raise ValueError("half a month is no age")
        return number
    return number * 12 + (6 if typed["half"] else 0)


def as_typed(months: int) -> str:
    """An age as it stands in a form, which `months_of` reads back."""
    return "0 mois" if months == 0 else words.age(months).replace("\u00a0", " ")
