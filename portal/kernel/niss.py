"""The Belgian national register number (NISS), and the BIS number of people who are not in the register.

Eleven digits: the day of birth (in a BIS number, the month is raised by 20 or 40), a counter, two check
digits.
"""

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables
from stdnum.be import bis, nn
from stdnum.exceptions import InvalidChecksum, InvalidComponent

DIGITS = 11
_COVERED = "••.••.••-•••."
_MISSING = "Indiquez le numéro de registre national (NISS). Il figure au dos de la carte d’identité."
_NOT_DIGITS = "Un NISS ne compte que des chiffres. Exemple\u00a0: 00.01.02-123.45"
_CHECK_DIGITS = (
    "Ce NISS contient une erreur\u00a0: ses deux derniers chiffres ne correspondent pas aux neuf premiers. "
    "Vérifiez-le chiffre par chiffre."
)
_BIRTH_DATE = (
    "Ce NISS contient une erreur\u00a0: ses six premiers chiffres donnent l’année, le mois et le jour de "
    "naissance, et ce mois n’existe pas."
)


@sensitive_variables()
def parse(text: str) -> str:
    """The eleven digits of what a person typed, with or without dots, dashes, slashes and spaces.

    A `ValidationError` in French says what is wrong; it does not repeat what was typed.
    """
    number = nn.compact(text).replace("/", "")
    if not number:
        raise ValidationError(_MISSING, code="missing")
    if not (number.isascii() and number.isdigit()):
        raise ValidationError(_NOT_DIGITS, code="characters")
    if len(number) != DIGITS:
        raise ValidationError(
            f"Un NISS compte {DIGITS} chiffres\u00a0: vous en avez indiqué {len(number)}.", code="length"
        )
    _check(number)
    return number


def shown(number: str) -> str:
    """As on an identity card: 00.01.02-123.45."""
    return str(nn.format(number))


def masked(number: str) -> str:
    """As a person may recognise theirs, and nobody learn it: ••.••.••-•••.45."""
    return f"{_COVERED}{number[-2:]}"


@sensitive_variables()
def _check(number: str) -> None:
    validate = bis.validate if number[2] in "2345" else nn.validate
    try:
        validate(number)
    except InvalidChecksum:
        raise ValidationError(_CHECK_DIGITS, code="check_digits") from None
    except InvalidComponent:
        raise ValidationError(_BIRTH_DATE, code="birth_date") from None
    except ValueError:
        # Eleven noughts.
        raise ValidationError(_CHECK_DIGITS, code="check_digits") from None
