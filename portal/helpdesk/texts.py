"""What people and agents type: plain text, not longer than may be read."""

from django.core.exceptions import ValidationError

from portal.facilities import rules

MAX_TEXT = 5_000


def prose(field: str, text: str) -> str:
    """As it is kept; `ValidationError` on `field` where it is too long."""
    text = rules.prose(text)
    if len(text) > MAX_TEXT:
        raise ValidationError({field: too_long(text)})
    return text


def too_long(text: str) -> str:
    return f"Ce texte compte {len(text)} caractères\u00a0: {MAX_TEXT} au plus."
