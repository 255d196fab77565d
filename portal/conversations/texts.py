"""What may stand in a conversation: plain text, without numbers that are nobody else's to read."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from portal.conversations.models import MAX_SUBJECT
from portal.facilities import rules
from portal.kernel import iban, niss

MAX_TEXT = 5_000
_NISS = re.compile(r"(?<!\d)\d{2}[./ -]?\d{2}[./ -]?\d{2}[./ -]?\d{3}[./ -]?\d{2}(?!\d)")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ .-]?\d{3,4}){3,6}(?!\d)")
_PRIVATE = (
    "Ce texte contient un numéro de registre national ou un numéro de compte\u00a0: enlevez-le. Il n’a pas "
    "sa place dans un message."
)


@sensitive_variables()
def checked(*, subject: str | None = None, text: str) -> dict[str, str]:
    """As they are kept, or a `ValidationError` by field; nothing of a text is repeated in it."""
    problems = rules.Problems()
    kept = {"text": rules.prose(text)}
    if subject is not None:
        kept["subject"] = rules.one_line(subject)
    for field, longest, missing in (
        ("subject", MAX_SUBJECT, "Indiquez de quoi il s’agit."),
        ("text", MAX_TEXT, "Écrivez votre message."),
    ):
        value = kept.get(field)
        if value is None:
            continue
        if not value:
            problems.add(field, missing)
        elif len(value) > longest:
            problems.add(field, f"Ce texte compte {len(value)} caractères\u00a0: {longest} au plus.")
        elif _has_private_number(value):
            problems.add(field, _PRIVATE)
    problems.raise_any()
    return kept


@sensitive_variables()
def _has_private_number(text: str) -> bool:
    """One whose check digits are right: a telephone number or a matricule is none."""
    found: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
        (_NISS, niss.parse),
        (_IBAN, iban.parse),
    )
    return any(_is_one(match, parse) for pattern, parse in found for match in pattern.findall(text))


@sensitive_variables()
def _is_one(text: str, parse: Callable[[str], str]) -> bool:
    try:
        parse(re.sub(r"[./ -]", "", text))
    except ValidationError:
        return False
    return True
