"""Who a proof belongs to, and how a person becomes known to strong login."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from portal.accounts.enums import STRONG
from portal.accounts.identification import forget_niss as _forget_niss
from portal.accounts.identification import state_niss, user_of_niss
from portal.accounts.link_secrets import INVITATION_LASTS, digest_of, new_secret
from portal.accounts.models import FederatedIdentity, KeyInvitation, User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.security_events import SecurityEventKind, announce
from portal.accounts.services import rename_user
from portal.accounts.strong.federation import Proof, Refused, Why
from portal.audit.services import masked, record_modification
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.niss import parse as parse_niss
from portal.kernel.private_fields import holding, sealed
from portal.kernel.service import service

CONSENT = (
    "J’accepte que l’ONE utilise mon numéro de registre national pour me reconnaître quand je me connecte "
    "avec eID, itsme ou des clés BOSA."
)


class KeysUnusable(Exception):  # noqa: N818 -- names what is so
    """The invitation was never made for this user, was used, withdrawn, or is too old."""


@dataclass(frozen=True, slots=True)
class KeysOffered:
    """An invitation to link keys, and its secret, which is nowhere else."""

    invitation: KeyInvitation
    secret: str


@sensitive_variables()
def user_of(proof: Proof) -> User:
    """The active user to whom the proof belongs. `Refused` where there is none."""
    user = holder_of(proof)
    if user is None or not user.is_active:
        raise Refused(Why.UNKNOWN)
    return user


@sensitive_variables()
def holder_of(proof: Proof) -> User | None:
    """The user to whom the proof belongs: by NISS, or else by a linked identifier; never by e-mail.

    Whether they may sign in or not; None: nobody's. `Refused` where it would be two people's.
    """
    try:
        return user_of_niss(proof.niss) if proof.niss else _user_of_subject(proof)
    except User.MultipleObjectsReturned:
        raise Refused(Why.UNKNOWN, "twice") from None


@sensitive_variables()
@service
def convert(*, actor: Actor, user: User, first_name: str, last_name: str, niss: str, consent: bool) -> None:
    """A password user states who they are, once: from now on, strong login knows them by their NISS.

    Guide PRO.ONE, « Convertir mon utilisateur ». `ValidationError` by field.
    """
    if user.is_converted:
        raise ValidationError("Votre utilisateur est déjà converti\u00a0: il n’y a rien à faire.")
    _check_stated(niss, consent)
    rename_user(actor=actor, user=user, first_name=first_name, last_name=last_name)
    state_niss(actor=actor, user=user, text=niss)
    User.objects.filter(pk=user.pk).update(converted_at=clock.now())
    _tell(actor, user, "utilisateur converti", {"consent": ("", CONSENT)})


@sensitive_variables()
def _check_stated(text: str, consent: bool) -> None:
    """All that is wrong at once, by the fields."""
    problems: dict[str, Any] = {}
    if not consent:
        problems["consent"] = "Cochez la case\u00a0: sans votre accord, rien n’est enregistré."
    try:
        parse_niss(text)
    except ValidationError as error:
        problems["niss"] = error.error_list
    if problems:
        raise ValidationError(problems)


@service
def forget_niss(*, actor: Person, user: User) -> None:
    """Somebody stated a wrong number: strong login knows them no more, and they may convert again."""
    if not actor.may(Right.RESET_PASSWORD):
        raise PermissionDenied
    _forget_niss(actor=actor, user=user)


@service
def invite_keys(*, actor: Person, user: User) -> KeysOffered:
    """Invite somebody who has no NISS to link their BOSA keys; an earlier invitation is withdrawn."""
    if not actor.may(Right.RESET_PASSWORD):
        raise PermissionDenied
    if user.is_converted:
        raise ValidationError("Cette personne peut déjà se connecter avec eID, itsme ou des clés BOSA.")
    if not user.is_active or not user.email:
        raise ValidationError("Cette personne n’a pas d’adresse e-mail à laquelle l’inviter.")
    now = clock.now()
    KeyInvitation.objects.still_open().filter(user=user).update(withdrawn_at=now)
    secret = new_secret()
    invitation = KeyInvitation.objects.create(
        user=user,
        secret_digest=digest_of(secret),
        invited_by_id=actor.pk,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    _tell(actor, user, "invitation à lier des clés", {"keys": ("", "invitation envoyée")})
    return KeysOffered(invitation, secret)


def open_key_invitation(secret: str, user_id: int) -> KeyInvitation:
    """The invitation of this user that a link leads to. `KeysUnusable` where there is none any more."""
    found = KeyInvitation.objects.still_open().filter(
        secret_digest=digest_of(secret), user=user_id, expires_at__gt=clock.now()
    )
    invitation = found.first()
    if invitation is None:
        raise KeysUnusable
    return invitation


@sensitive_variables()
@service
def link_keys(*, actor: Actor, user: User, secret: str, proof: Proof) -> None:
    """Link an identifier to the invited user, who has signed in. Raises `Refused`, or `KeysUnusable`."""
    if proof.niss:
        # Known by it, once for all: two ways to one person would be one too many.
        raise Refused(Why.HAS_NISS)
    if proof.level < STRONG:
        raise Refused(Why.TOO_WEAK)
    invitation = open_key_invitation(secret, user.pk)
    if not KeyInvitation.objects.still_open().filter(pk=invitation.pk).update(used_at=clock.now()):
        raise KeysUnusable
    if user.is_converted or _user_of_subject(proof) is not None:
        raise Refused(Why.TAKEN)
    link_subject(actor=actor, user=user, proof=proof)


@sensitive_variables()
@service
def link_subject(*, actor: Actor, user: User, proof: Proof) -> None:
    """The federation's own identifier is this user's from now on, who has no other. `Refused` where taken."""
    try:
        with transaction.atomic():
            FederatedIdentity.objects.create(
                user=user,
                linked_at=clock.now(),
                **sealed(FederatedIdentity, "subject", _subject(proof)),
            )
    except IntegrityError:
        # Somebody else has linked it at this very moment.
        raise Refused(Why.TAKEN) from None
    _tell(actor, user, "clés liées", {"keys": ("", masked("x"))})
    announce(SecurityEventKind.KEYS_LINKED, actor=actor, user=user)


@sensitive_variables()
def _user_of_subject(proof: Proof) -> User | None:
    found = holding(FederatedIdentity, "subject", _subject(proof)).select_related("user").first()
    return found.user if found else None


@sensitive_variables()
def _subject(proof: Proof) -> str:
    """An identifier is that of its issuer: with another federation, the same one may be somebody else's."""
    return f"{settings.CSAM_ISSUER} {proof.subject}"


def _tell(actor: Actor, user: User, purpose: str, changes: dict[str, tuple[object, object]]) -> None:
    record_modification(actor=actor, subject=user, changes=changes, purpose=purpose)
