"""What members of an organiser are told of accesses to it."""

from collections.abc import Iterable

from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import AgentPost, User
from portal.facilities.models import Invitation, Membership, Organiser
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.notifications.kinds import SECURITY, Group, Kind, register_kinds
from portal.notifications.services import notify

OF_MEMBERS = Group(
    "membres",
    "Qui a accès à votre pouvoir organisateur",
    "Une personne invitée a accepté. Les titulaires et la personne qui a invité le lisent.",
)
ACCESS_GIVEN = Kind("facilities.access_given", "Vous avez accès à un pouvoir organisateur", SECURITY)
ROLE_CHANGED = Kind("facilities.role_changed", "Votre rôle a changé", SECURITY)
ACCESS_REMOVED = Kind("facilities.access_removed", "Votre accès est retiré", SECURITY)
BANK_ACCOUNT_STATED = Kind(
    "facilities.bank_account_stated", "Le compte pour vos subsides a été indiqué", SECURITY
)
INVITATION_ACCEPTED = Kind("facilities.invitation_accepted", "Une invitation est acceptée", OF_MEMBERS)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(ACCESS_GIVEN, ROLE_CHANGED, ACCESS_REMOVED, BANK_ACCOUNT_STATED, INVITATION_ACCEPTED)


def tell_access_given(actor: Actor, membership: Membership) -> None:
    _tell(
        actor,
        ACCESS_GIVEN,
        membership.organiser,
        [membership.user_id],
        f"Vous avez accès à {membership.organiser.name}, comme {membership.get_role_display().lower()}.",
    )


def tell_role_changed(actor: Actor, membership: Membership) -> None:
    name, role = membership.organiser.name, membership.get_role_display().lower()
    text = f"Pour {name}, vous êtes maintenant {role}. C’est {actor.audit_label} qui l’a décidé."
    _tell(actor, ROLE_CHANGED, membership.organiser, [membership.user_id], text)


def tell_access_removed(actor: Actor, organiser: Organiser, user: User) -> None:
    """Without a page: there is none of this organiser for them any more."""
    text = f"Vous n’avez plus accès à {organiser.name}. C’est {actor.audit_label} qui l’a décidé."
    notify(actor=actor, kind=ACCESS_REMOVED, to=[user.pk], text=text, path=reverse("pro:home"))


def tell_invitation_accepted(actor: Actor, invitation: Invitation, user: User) -> None:
    """Every holder, and who invited, unless they have left since; not the one who has accepted, who knows."""
    organiser = invitation.organiser
    others = Membership.objects.filter(organiser=organiser).exclude(user=user).order_by("pk")
    told = {
        member
        for member, held in others.values_list("user_id", "role")
        if held == Role.HOLDER or member == invitation.invited_by_id
    }
    if AgentPost.objects.held_by(invitation.invited_by, clock.today()).exists():
        told.add(invitation.invited_by_id)
    role = Role(invitation.role).label.lower()
    text = (
        f"{user.audit_label} a accepté une invitation et a maintenant accès à {organiser.name}, comme {role}."
    )
    _tell(actor, INVITATION_ACCEPTED, organiser, told, text)


def tell_bank_account_stated(actor: Actor, organiser: Organiser) -> None:
    """Every holder, and who stated it: whoever it was not must learn of it before money goes there."""
    holders = Membership.objects.filter(organiser=organiser, role=Role.HOLDER).order_by("pk")
    told = {*holders.values_list("user_id", flat=True)} | ({actor.pk} if actor.pk else set())
    text = (
        f"Les coordonnées bancaires de {organiser.name} ont été indiquées ou modifiées par "
        f"{actor.audit_label}. Si ce n’était pas convenu, corrigez-les et appelez le helpdesk."
    )
    path = reverse("pro:bank_account", args=[organiser.pk])
    notify(actor=actor, kind=BANK_ACCOUNT_STATED, to=told, text=text, path=path)


def _tell(actor: Actor, kind: Kind, organiser: Organiser, to: Iterable[int], text: str) -> None:
    notify(actor=actor, kind=kind, to=to, text=text, path=reverse("pro:access", args=[organiser.pk]))
