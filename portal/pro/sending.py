"""What somebody writes to ONE: so many messages in so much time, and what is refused is told in the form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.core.exceptions import ValidationError

from portal.accounts.forms import PlainForm
from portal.accounts.person import Person
from portal.limits.limiting import Refusal, spend

T = TypeVar("T")


def sent(person: Person, form: PlainForm, send: Callable[[], T]) -> tuple[T | None, int]:
    """What `send` returns, and the status; None where it was refused or too much, as the form says then."""
    if refusal := spend("helpdesk", str(person.pk)):
        form.add_error(None, _too_many(refusal))
        return None, HTTPStatus.TOO_MANY_REQUESTS
    try:
        return send(), HTTPStatus.OK
    except ValidationError as refused:
        form.refuse(refused)
        return None, HTTPStatus.OK


def _too_many(refusal: Refusal) -> str:
    """When one may write again."""
    minutes = max(1, -(-refusal.seconds // 60))
    return (
        "Vous avez envoyé beaucoup de messages en peu de temps. Celui-ci n’est pas parti\u00a0: réessayez "
        f"dans {minutes}\u00a0minute{'s' if minutes > 1 else ''}, ou appelez le helpdesk."
    )
