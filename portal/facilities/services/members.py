"""Who has access to an organiser: invited, accepted, changed, ended. The last holder stays."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from portal.accounts.enums import MEMBERS, Role
from portal.accounts.link_secrets import INVITATION_LASTS, digest_of, new_secret
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.services import check_email
from portal.audit.services import masked, record_modification
from portal.facilities import notifications, rules
from portal.facilities.facility_access import organisers_for
from portal.facilities.models import Invitation, Membership, Organiser
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service

_LAST_HOLDER = (
    "C’est le dernier accès de titulaire. Donnez d’abord ce rôle à une autre personne, "
    "pour que quelqu’un puisse toujours gérer les accès."
)


class InvitationUnusable(Exception):  # noqa: N818 -- names what is so
    """It was never made, was used, withdrawn, or is too old. Which one is not told: links are guessed."""


class AccessHeldAlready(Exception):  # noqa: N818 -- names what is so
    """The person has what was offered, or more: the invitation is somebody else's, and stays open."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its secret, which is nowhere else: it goes into the e-mail, once."""

    invitation: Invitation
    secret: str


@service
def invite_member(
    *, actor: Person, organiser_id: int, role: Role, email: str, first_name: str, last_name: str
) -> Invited:
    """Invite a person by e-mail; an earlier invitation to the same address is withdrawn.

    `Organiser.DoesNotExist` where the actor may not manage these members; `ValidationError` by field.
    """
    organiser = _managed(actor, organiser_id)
    email, first_name, last_name = _checked(role, email, first_name, last_name)
    if Membership.objects.filter(organiser=organiser, user__email__iexact=email).exists():
        raise ValidationError({"email": "Cette personne a déjà accès à ce pouvoir organisateur."})
    now = clock.now()
    earlier = Invitation.objects.still_open().filter(organiser=organiser, email__iexact=email)
    earlier.update(withdrawn_at=now)
    secret = new_secret()
    invitation = Invitation.objects.create(
        organiser=organiser,
        role=role,
        email=email,
        first_name=first_name,
        last_name=last_name,
        secret_digest=digest_of(secret),
        invited_by_id=actor.pk,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    _tell(actor, organiser, "invitation", {"member": ("", masked(email)), "role": ("", role.label)})
    return Invited(invitation, secret)


@service
def withdraw_invitation(*, actor: Person, organiser_id: int, invitation_id: int) -> None:
    """An invitation that is still open; nothing where it is not."""
    organiser = _managed(actor, organiser_id)
    wanted = Invitation.objects.still_open().filter(pk=invitation_id, organiser=organiser)
    if wanted.update(withdrawn_at=clock.now()):
        _tell(actor, organiser, "invitation retirée", {"invitation": (invitation_id, None)})


def open_invitation(secret: str) -> Invitation:
    """The invitation that a link leads to. InvitationUnusable where there is none any more."""
    valid = Invitation.objects.still_open().filter(expires_at__gt=clock.now())
    invitation = valid.select_related("organiser").filter(secret_digest=digest_of(secret)).first()
    if invitation is None:
        raise InvitationUnusable
    return invitation


@service
def accept_invitation(*, actor: Actor, secret: str, user: User) -> Membership:
    """Give the access that was offered to this user, who has signed in. InvitationUnusable otherwise.

    Whoever holds the link may accept it with whichever user is theirs: the address it was sent to may be
    another one than the user's own. A member who is offered more becomes it; who would gain nothing takes it
    from nobody (`AccessHeldAlready`).
    """
    invitation = open_invitation(secret)
    held = Membership.objects.select_for_update().filter(organiser=invitation.organiser, user=user).first()
    if held is not None and not (invitation.role == Role.HOLDER and held.role == Role.MEMBER):
        raise AccessHeldAlready
    # The row is taken by whoever comes first: two clicks give one access.
    taken = Invitation.objects.still_open().filter(pk=invitation.pk).update(accepted_at=clock.now())
    if not taken:
        raise InvitationUnusable
    membership, is_new = Membership.objects.update_or_create(
        organiser=invitation.organiser,
        user=user,
        defaults={"role": invitation.role},
        create_defaults={"role": invitation.role, "since": clock.today()},
    )
    before = held.get_role_display() if held else ""
    _tell(
        actor, invitation.organiser, "accès accepté",
        {"member": ("", user.audit_label), "role": (before, membership.get_role_display())},
    )  # fmt: skip
    if is_new:
        notifications.tell_access_given(actor, membership)
    notifications.tell_invitation_accepted(actor, invitation, user)
    return membership


@service
def change_role(*, actor: Person, organiser_id: int, user_id: int, role: Role) -> bool:
    """Holder or member. False where it is so already."""
    organiser = _managed(actor, organiser_id)
    membership = _locked(organiser, user_id)
    if membership.role == role:
        return False
    if membership.role == Role.HOLDER:
        _keep_a_holder(organiser, membership)
    before, membership.role = membership.get_role_display(), role
    membership.save(update_fields=["role"])
    _tell(
        actor, organiser, "rôle changé",
        {"member": (membership.user.audit_label,) * 2, "role": (before, role.label)},
    )  # fmt: skip
    notifications.tell_role_changed(actor, membership)
    return True


@service
def remove_member(*, actor: Person, organiser_id: int, user_id: int) -> None:
    """End an access: from the next request on, the person sees nothing of this organiser."""
    organiser = _managed(actor, organiser_id)
    membership = _locked(organiser, user_id)
    if membership.role == Role.HOLDER:
        _keep_a_holder(organiser, membership)
    label, role = membership.user.audit_label, membership.get_role_display()
    membership.delete()
    _tell(actor, organiser, "accès retiré", {"member": (label, ""), "role": (role, "")})
    notifications.tell_access_removed(actor, organiser, membership.user)


@service
def give_first_holder(*, actor: Actor, organiser_id: int, user: User) -> Membership:
    """An organiser that has no member yet: for commands that set up data. ValueError where it has one."""
    organiser = Organiser.objects.select_for_update().get(pk=organiser_id)
    if organiser.memberships.exists():
        raise ValueError("this organiser has members, who invite others")
    membership = Membership.objects.create(
        organiser=organiser, user=user, role=Role.HOLDER, since=clock.today()
    )
    _tell(actor, organiser, "premier accès", {"member": ("", user.audit_label)})
    notifications.tell_access_given(actor, membership)
    return membership


def _managed(actor: Person, organiser_id: int) -> Organiser:
    """The organiser, locked: of two holders who remove each other at once, one waits and is told."""
    allowed = organisers_for(actor, Right.MANAGE_MEMBERS)
    return Organiser.objects.select_for_update().get(pk__in=allowed.values("pk"), pk=organiser_id)


def _locked(organiser: Organiser, user_id: int) -> Membership:
    return Membership.objects.select_related("user").get(organiser=organiser, user=user_id)


def _keep_a_holder(organiser: Organiser, leaving: Membership) -> None:
    others = organiser.memberships.filter(role=Role.HOLDER, user__is_active=True).exclude(pk=leaving.pk)
    if not others.exists():
        raise ValidationError(_LAST_HOLDER, code="last_holder")


def _checked(role: Role, email: str, first_name: str, last_name: str) -> tuple[str, str, str]:
    problems = rules.Problems()
    if role not in MEMBERS:
        problems.add("role", "Choisissez un des rôles proposés.")
    email = email.strip()
    try:
        check_email(email)
    except ValidationError as error:
        problems.add("email", *error.messages)
    names = {"first_name": rules.one_line(first_name), "last_name": rules.one_line(last_name)}
    for name, missing in (("first_name", "le prénom"), ("last_name", "le nom")):
        if not names[name]:
            problems.add(name, f"Indiquez {missing} de la personne invitée.")
        elif len(names[name]) > 150:
            problems.add(name, "150 caractères au plus.")
    problems.raise_any()
    return email, names["first_name"], names["last_name"]


def _tell(
    actor: Actor, organiser: Organiser, purpose: str, changes: dict[str, tuple[object, object]]
) -> None:
    record_modification(actor=actor, subject=organiser, changes=changes, purpose=purpose)
