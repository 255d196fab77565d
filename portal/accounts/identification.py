"""By which number a person is known to ONE: stated once, sealed, found by a digest."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from portal.accounts.enums import STRONG
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.security_events import SecurityEventKind, announce
from portal.accounts.services import end_sessions
from portal.audit.services import masked, record_consultation, record_modification
from portal.kernel import crypto, niss
from portal.kernel.actors import Actor
from portal.kernel.private_fields import holding, sealed
from portal.kernel.service import service

TAKEN = (
    "Ce numéro est déjà lié à un autre compte. Vérifiez-le\u00a0; s’il est bien le vôtre, contactez le "
    "helpdesk."
)


@dataclass(frozen=True, slots=True)
class ShownNiss:
    """A person's number as they may read it: whole where `is_clear`, else its last two digits."""

    text: str = field(repr=False)
    is_clear: bool


# Outermost, so that no frame in between shows its arguments in an error report.
@sensitive_variables()
@service
def state_niss(*, actor: Actor, user: User, text: str) -> bool:
    """Give a person their NISS or BIS number. False where it is the one they have already.

    `ValidationError` on the field `niss` where it is no such number, or where somebody else has it: whose it
    is, is not told.
    """
    number = _parsed(text)
    person = User.objects.select_for_update().get(pk=user.pk)
    holders = set(holding(User, "niss", number).values_list("pk", flat=True))
    if holders - {person.pk}:
        raise _taken()
    if person.pk in holders and _opens(person.niss):
        return False
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(**sealed(User, "niss", number))
    except IntegrityError:
        # Somebody else has stated it at this very moment.
        raise _taken() from None
    record_modification(
        actor=actor,
        subject=person,
        changes={"niss": (masked(person.niss), masked(number))},
        purpose="identification",
    )
    if person.pk not in holders:
        announce(SecurityEventKind.NISS_LINKED, actor=actor, user=person)
    return True


@service
def forget_niss(*, actor: Actor, user: User) -> bool:
    """Take a number away that was stated by mistake, and end who came by it. False where there is none."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.niss is None:
        return False
    User.objects.filter(pk=person.pk).update(niss=None, niss_digest=None, converted_at=None)
    end_sessions(actor=actor, user=person)
    record_modification(
        actor=actor,
        subject=person,
        changes={"niss": (masked(person.niss), "")},
        purpose="numéro retiré",
    )
    return True


@sensitive_variables()
def user_of_niss(text: str) -> User | None:
    """The person who has this NISS, whether they may sign in or not; None where nobody has, or it is none.

    While keys change, two people may have stated one number: `MultipleObjectsReturned`, and nobody is let in.
    """
    try:
        person: User = holding(User, "niss", niss.parse(text)).get()
    except (ValidationError, User.DoesNotExist):
        return None
    return person


@sensitive_variables()
def own_niss(person: Person) -> ShownNiss | None:
    """One's own number, in clear after a strong log-in; None where there is none, or none that opens.

    The consultation is in the history before it is opened (`ConsultationNotRecorded`).
    """
    user = User.objects.get(pk=person.pk)
    kept: Any = user.niss
    if kept is None:
        return None
    record_consultation(actor=person, subject=user, purpose="NISS")
    try:
        number = kept.reveal()
    except crypto.Unreadable:
        return None
    is_clear = person.level >= STRONG
    return ShownNiss(niss.shown(number) if is_clear else niss.masked(number), is_clear)


def is_taken(refusal: ValidationError) -> bool:
    """Whether this is why: the number is somebody else's, which the helpdesk can look into."""
    by_field = getattr(refusal, "error_dict", {})
    return any(error.code == "taken" for error in by_field.get("niss", ()))


def _taken() -> ValidationError:
    return ValidationError({"niss": ValidationError(TAKEN, code="taken")})


@sensitive_variables()
def _parsed(text: str) -> str:
    try:
        return niss.parse(text)
    except ValidationError as error:
        raise ValidationError({"niss": error.error_list}) from None


@sensitive_variables()
def _opens(value: Any) -> bool:
    """Whether a stored value is of use: after the loss of a key, a person states the same number again."""
    try:
        return value is not None and bool(value.reveal())
    except crypto.Unreadable:
        return False
