"""What ONE does to somebody's account: a link for a new password, and its end, which can be undone."""

from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.services import note_reset_asked
from portal.audit.services import record_modification
from portal.facilities import rules
from portal.facilities.models import Membership, Organiser
from portal.facilities.people_access import may_deactivate, people_for
from portal.kernel import clock
from portal.kernel.service import service

MAX_REASON = 300
DEACTIVATED, REACTIVATED = "compte désactivé", "compte réactivé"


@service
def offer_new_password(*, actor: Person, user_id: int) -> User:
    """Whom a link for a new password goes to; `accounts.mails.send_password_link` sends it, on commit.

    `User.DoesNotExist` where the actor may not; `ValidationError` where a link would be of no use.
    """
    user = people_for(actor, Right.RESET_PASSWORD).get(pk=user_id)
    if not user.is_active:
        raise ValidationError("Ce compte est désactivé\u00a0: un nouveau mot de passe n’ouvrirait rien.")
    if not user.email:
        raise ValidationError("Cette personne n’a pas d’adresse e-mail.")
    if not user.has_usable_password():
        raise ValidationError("Cette personne ne se connecte pas par mot de passe.")
    if not note_reset_asked(actor=actor, user=user):
        raise ValidationError(
            "Un lien est parti il y a moins de 5\u00a0minutes. Attendez avant d’en envoyer un autre."
        )
    return user


@service
def deactivate(*, actor: Person, user_id: int, reason: str) -> bool:
    """End an account: its sessions end with the next request, nobody signs in by it. False: it is so already.

    `ValidationError`: one's own account, the last holder of an organiser, no reason; `User.DoesNotExist` or
    `PermissionDenied` where the actor may not.
    """
    user = _locked(actor, user_id)
    if user.pk == actor.pk:
        raise ValidationError("Vous ne pouvez pas désactiver votre propre compte.")
    reason = _reason(reason)
    if not user.is_active:
        return False
    _keep_holders(user)
    user.is_active, user.sessions_from = False, clock.now()
    user.save(update_fields=["is_active", "sessions_from"])
    _tell(actor, user, DEACTIVATED, reason, before=True)
    return True


@service
def reactivate(*, actor: Person, user_id: int, reason: str) -> bool:
    """Let the account serve again, with the accesses and functions that it still has. False: it is active."""
    user = _locked(actor, user_id)
    reason = _reason(reason)
    if user.is_active:
        return False
    user.is_active = True
    user.save(update_fields=["is_active"])
    _tell(actor, user, REACTIVATED, reason, before=False)
    return True


def _locked(actor: Person, user_id: int) -> User:
    user = people_for(actor, Right.DEACTIVATE_PERSON).select_for_update().get(pk=user_id)
    if not may_deactivate(actor, user):
        raise PermissionDenied
    return user


def _reason(text: str) -> str:
    text = rules.one_line(text)
    if not text:
        raise ValidationError({"reason": "Indiquez le motif\u00a0: il reste dans l’historique."})
    if len(text) > MAX_REASON:
        raise ValidationError({"reason": f"{MAX_REASON} caractères au plus."})
    return text


def _keep_holders(user: User) -> None:
    """Somebody must be left to manage accesses; organisers are locked, as where members are removed."""
    held = Membership.objects.filter(user=user, role=Role.HOLDER).values("organiser")
    alone = [
        organiser.name
        for organiser in Organiser.objects.select_for_update().filter(pk__in=held).order_by("pk")
        if not organiser.memberships.filter(role=Role.HOLDER, user__is_active=True)
        .exclude(user=user)
        .exists()
    ]
    if alone:
        raise ValidationError(
            f"C’est le dernier accès de titulaire de {', '.join(alone)}. Donnez d’abord ce rôle à une autre "
            "personne.",
            code="last_holder",
        )


def _tell(actor: Person, user: User, purpose: str, reason: str, *, before: bool) -> None:
    record_modification(
        actor=actor,
        subject=user,
        changes={"is_active": (before, not before), "reason": ("", reason)},
        purpose=purpose,
    )
