"""Bank accounts by their IBAN, Belgian and foreign.

Whether the bank exists is not checked: lists of banks are out of date before they are printed.
"""

import re
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables
from stdnum import iban, numdb
from stdnum.be import iban as belgian
from stdnum.exceptions import InvalidChecksum, InvalidComponent
from stdnum.exceptions import ValidationError as NotValid

_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]*")
_LENGTHS = re.compile(r"(\d+)!")
_MISSING = "Indiquez le numéro de compte (IBAN). Exemple\u00a0: BE68 5390 0754 7034"
_NOT_AN_IBAN = (
    "Un IBAN commence par deux lettres, celles du pays, et deux chiffres\u00a0; suivent des chiffres ou des "
    "lettres. Exemple\u00a0: BE68 5390 0754 7034"
)
_CHECK_DIGITS = "Cet IBAN contient une erreur\u00a0: vérifiez-le chiffre par chiffre."


@sensitive_variables()
def parse(text: str) -> str:
    """The IBAN in capitals, without spaces.

    A `ValidationError` in French says what is wrong; it does not repeat what was typed.
    """
    number = iban.compact(text)
    if not number:
        raise ValidationError(_MISSING, code="missing")
    if not _SHAPE.fullmatch(number):
        raise ValidationError(_NOT_AN_IBAN, code="characters")
    country = number[:2]
    length = _length(country)
    if length is None:
        raise ValidationError(
            f"Le code {country} n’est celui d’aucun pays de l’IBAN\u00a0: vérifiez les deux lettres.",
            code="country",
        )
    if len(number) != length:
        raise ValidationError(
            f"Un IBAN qui commence par {country} compte {length} caractères\u00a0: "
            f"vous en avez indiqué {len(number)}.",
            code="length",
        )
    _check(number)
    return number


def shown(number: str) -> str:
    """In groups of four, as on a statement: BE68 5390 0754 7034."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def masked(number: str) -> str:
    """The country and the last four characters: BE•• •••• •••• 7034."""
    return shown(f"{number[:2]}{'•' * (len(number) - 6)}{number[-4:]}")


def _length(country: str) -> int | None:
    """How many characters an IBAN of this country has, None where no country has this code."""
    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    return 4 + sum(map(int, _LENGTHS.findall(structure))) if structure else None


@sensitive_variables()
def _check(number: str) -> None:
    try:
        iban.validate(number, check_country=False)
        if number.startswith("BE"):
            _check_belgian(number)
    except InvalidChecksum:
        raise ValidationError(_CHECK_DIGITS, code="check_digits") from None
    except NotValid:
        raise ValidationError(_NOT_AN_IBAN, code="characters") from None


@sensitive_variables()
def _check_belgian(number: str) -> None:
    """The two check digits inside; that the bank is unknown is not our business."""
    with suppress(InvalidComponent):
        belgian.validate(number)
