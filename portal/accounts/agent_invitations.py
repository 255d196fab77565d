"""Inviting somebody to work in OFFICE.ONE: to one function, by a personal link.

To accept it takes a strong login: `portal.accounts.strong.joining`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.link_secrets import INVITATION_LASTS, digest_of, new_secret
from portal.accounts.models import AgentInvitation, AgentPost
from portal.accounts.person import Person, person_of
from portal.accounts.posts import check_post, may_manage
from portal.accounts.services import MAX_NAME, check_email
from portal.audit.services import masked, record_modification
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service


class AgentInvitationUnusable(Exception):  # noqa: N818 -- names what is so
    """It was never made, was used, withdrawn, is too old, or who made it may not any more: not told which."""


@dataclass(frozen=True, slots=True)
class AgentInvited:
    """An invitation and its secret, which is nowhere else: it goes into the e-mail, once."""

    invitation: AgentInvitation
    secret: str


@service
def invite_agent(
    *,
    actor: Person | SystemActor,
    first_name: str,
    last_name: str,
    email: str,
    function: Role,
    territory: Territory | None,
    since: date,
    until: date | None = None,
) -> AgentInvited:
    """Invite a person by e-mail; an earlier invitation of this address to this function is withdrawn.

    `PermissionDenied` where the actor may not manage agents; `ValidationError` by field.
    """
    _check(actor)
    names = _checked(first_name, last_name, email)
    check_post(function=function, territory=territory, since=since, until=until)
    if until is not None and until < clock.today():
        raise ValidationError({"until": "Ce jour est passé\u00a0: la fonction ne s’exercerait jamais."})
    where = territory.value if territory else ""
    earlier = AgentInvitation.objects.still_open().filter(
        email__iexact=names["email"], function=function, territory=where
    )
    earlier.update(withdrawn_at=clock.now())
    return _made(actor, names, function=function.value, territory=where, since=since, until=until)


@service
def invite_first_administrator(
    *, actor: SystemActor, first_name: str, last_name: str, email: str
) -> AgentInvited:
    """For a site that nobody looks after yet: whatever was offered to another address before serves no more.

    `ValidationError` by field; ValueError where there is an administrator, who invites others.
    """
    if administrators():
        raise ValueError("there is an administrator, who invites others")
    offered = AgentInvitation.objects.still_open().filter(function=Role.ADMINISTRATOR)
    offered.update(withdrawn_at=clock.now())
    return invite_agent(
        actor=actor,
        first_name=first_name,
        last_name=last_name,
        email=email,
        function=Role.ADMINISTRATOR,
        territory=None,
        since=clock.today(),
    )


@service
def invite_agent_again(*, actor: Person, invitation_id: int) -> AgentInvited:
    """The same invitation with a new link and as much time as at first; the link before serves no more.

    `AgentInvitation.DoesNotExist` where it is not open any more.
    """
    _check(actor)
    before = _open(invitation_id)
    return invite_agent(
        actor=actor,
        first_name=before.first_name,
        last_name=before.last_name,
        email=before.email,
        function=Role(before.function),
        territory=Territory(before.territory) if before.territory else None,
        since=before.since,
        until=before.until,
    )


@service
def withdraw_agent_invitation(*, actor: Person, invitation_id: int) -> None:
    """Its link serves no more. `AgentInvitation.DoesNotExist` where it is not open any more."""
    _check(actor)
    invitation = _open(invitation_id)
    AgentInvitation.objects.filter(pk=invitation.pk).update(withdrawn_at=clock.now())
    tell(actor, invitation, "invitation retirée", {"withdrawn_at": ("", clock.today())})


def open_agent_invitation(secret: str) -> AgentInvitation:
    """The invitation that a link leads to. `AgentInvitationUnusable` where there is none any more.

    It serves only while who made it may manage agents: nobody leaves a way in behind.
    """
    valid = AgentInvitation.objects.still_open().filter(expires_at__gt=clock.now())
    invitation = valid.select_related("invited_by").filter(secret_digest=digest_of(secret)).first()
    if invitation is None or not vouched_for([invitation]):
        raise AgentInvitationUnusable
    return invitation


def vouched_for(invitations: Collection[AgentInvitation]) -> set[int]:
    """The ids of those whose maker may manage agents today; a command of the server always may."""
    makers = {one.invited_by_id: one.invited_by for one in invitations if one.invited_by}
    able = {pk for pk, maker in makers.items() if may_manage(person_of(maker, LoginLevel.EID))}
    return {one.pk for one in invitations if one.invited_by_id is None or one.invited_by_id in able}


def administrators() -> list[int]:
    """The ids of the active people who have this function today."""
    held = AgentPost.objects.not_ended(clock.today()).filter(
        function=Role.ADMINISTRATOR, since__lte=clock.today(), user__is_active=True
    )
    return sorted(set(held.order_by().values_list("user", flat=True)))


def tell(
    actor: Actor, invitation: AgentInvitation, purpose: str, changes: dict[str, tuple[object, object]]
) -> None:
    """One line in the history of an invitation."""
    record_modification(actor=actor, subject=invitation, changes=changes, purpose=purpose)


def _made(actor: Person | SystemActor, names: dict[str, str], **post: object) -> AgentInvited:
    now, secret = clock.now(), new_secret()
    invitation = AgentInvitation.objects.create(
        **names,
        **post,
        secret_digest=digest_of(secret),
        invited_by_id=actor.pk,
        invited_at=now,
        expires_at=_end(now, post["until"]),
    )
    # An invitation that runs out leaves no line of its own: this one says when.
    changes: dict[str, tuple[object, object]] = {
        "agent": ("", invitation.full_name),
        "email": ("", masked(names["email"])),
        "post": ("", invitation.post_words),
        "since": ("", invitation.since),
        "until": ("", invitation.until),
        "expires_at": ("", invitation.expires_at.astimezone(clock.BRUSSELS).date()),
    }
    tell(actor, invitation, "invitation", changes)
    return AgentInvited(invitation, secret)


def _end(now: datetime, until: object) -> datetime:
    """As long as every invitation, and not beyond the last day of what it offers."""
    longest = now + INVITATION_LASTS
    if not isinstance(until, date):
        return longest
    return min(longest, datetime.combine(until + timedelta(days=1), time(), clock.BRUSSELS))


def _open(invitation_id: int) -> AgentInvitation:
    return AgentInvitation.objects.still_open().select_for_update().get(pk=invitation_id)


def _check(actor: Person | SystemActor) -> None:
    if not may_manage(actor):
        raise PermissionDenied


def _checked(first_name: str, last_name: str, email: str) -> dict[str, str]:
    names = {"first_name": " ".join(first_name.split()), "last_name": " ".join(last_name.split())}
    problems: dict[str, list[str]] = {}
    for name, missing in (("first_name", "le prénom"), ("last_name", "le nom")):
        if not names[name]:
            problems[name] = [f"Indiquez {missing} de la personne invitée."]
        elif len(names[name]) > MAX_NAME:
            problems[name] = [f"{MAX_NAME} caractères au plus."]
    try:
        check_email(email.strip())
    except ValidationError as error:
        problems["email"] = error.messages
    if problems:
        raise ValidationError(problems)
    return names | {"email": email.strip()}
