"""Accepting an invitation to work in OFFICE.ONE: whoever comes back from the federation gets the function.

Nobody is made by signing in, but by this: an agent has no password, and is born known to strong login (0095).
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from portal.accounts.agent_invitations import (
    AgentInvitationUnusable,
    administrators,
    open_agent_invitation,
    tell,
)
from portal.accounts.enums import STRONG, Role, Territory
from portal.accounts.identification import state_niss
from portal.accounts.models import AgentInvitation, User
from portal.accounts.posts import give_promised_post
from portal.accounts.security_events import SecurityEventKind, announce
from portal.accounts.services import register_without_password
from portal.accounts.strong.federation import Proof, Refused, Why
from portal.accounts.strong.identities import holder_of, link_subject
from portal.kernel import clock
from portal.kernel.service import service
from search.analysis import fold

# Of family names: what many share.
_PARTICLES = frozenset(
    ("al", "ben", "d", "da", "de", "del", "den", "der", "des", "di", "do", "dos", "du", "el", "en", "et", "l",
     "la", "le", "les", "te", "ten", "ter", "van", "von")
)  # fmt: skip


@sensitive_variables()
@service
def accept_agent_invitation(*, actor: User | None, secret: str, proof: Proof) -> AgentInvitation:
    """Give the function to whom the proof belongs; whoever belongs to nobody gets a user, without password.

    `actor`: who had signed in here, and must be the same; None: nobody had. `AgentInvitationUnusable`, or
    `Refused`: then nothing has changed, and the invitation still serves.
    """
    if proof.level < STRONG:
        raise Refused(Why.TOO_WEAK)
    invitation = open_agent_invitation(secret)
    if not _has_this_name(invitation, proof):
        raise Refused(Why.OTHER_NAME)
    known = holder_of(proof)
    if known is not None and not known.is_active:
        raise Refused(Why.INACTIVE)
    if actor is not None and (known is None or known.pk != actor.pk):
        raise Refused(Why.SOMEBODY_ELSE)
    user = known or _born(invitation, proof)
    user.level = proof.level
    # The row is taken by whoever comes first: two returns give one function.
    taken = AgentInvitation.objects.still_open().filter(pk=invitation.pk)
    if not taken.update(accepted_at=clock.now(), accepted_by=user):
        raise AgentInvitationUnusable
    invitation.accepted_by = user
    tell(user, invitation, "invitation acceptée", {"agent": ("", user.audit_label)})
    _give_post(invitation, user)
    told = [invitation.invited_by_id] if invitation.invited_by_id else administrators()
    for reader in User.objects.filter(pk__in=told).exclude(pk=user.pk).order_by("pk"):
        announce(
            SecurityEventKind.AGENT_JOINED,
            actor=user,
            user=reader,
            agent=user.audit_label,
            post=invitation.post_words,
        )
    return invitation


def has_password_user(invitation: AgentInvitation) -> bool:
    """Whether an active user whom strong login does not know yet has this address: they convert first.

    Whoever has the link reads the mailbox: that a user has this address is nothing new to them.
    """
    found = User.objects.filter(email__iexact=invitation.email, is_active=True)
    return any(not user.is_converted for user in found.select_related("federated_identity"))


@sensitive_variables()
def _born(invitation: AgentInvitation, proof: Proof) -> User:
    """A user with the invited names and address; strong login alone opens it."""
    if User.objects.filter(email__iexact=invitation.email, is_active=True).exists():
        # One address is one person's (0082): whoever has it signs in with that user, or converts it first.
        raise Refused(Why.HAS_USER)
    user = register_without_password(
        actor=None, email=invitation.email, first_name=invitation.first_name, last_name=invitation.last_name
    )
    if not proof.niss:
        link_subject(actor=user, user=user, proof=proof)
        return user
    try:
        with transaction.atomic():
            state_niss(actor=user, user=user, text=proof.niss)
    except (ValidationError, IntegrityError):
        # No such number, or somebody else has stated it at this very moment.
        raise Refused(Why.TAKEN) from None
    User.objects.filter(pk=user.pk).update(converted_at=clock.now())
    return user


def _give_post(invitation: AgentInvitation, user: User) -> None:
    try:
        give_promised_post(
            actor=user,
            user=user,
            function=Role(invitation.function),
            territory=Territory(invitation.territory) if invitation.territory else None,
            # Nobody has held it before accepting it.
            since=max(invitation.since, clock.today()),
            until=invitation.until,
        )
    except ValidationError as refusal:
        if "held" not in {error.code for error in refusal.error_dict.get("function", [])}:
            raise


def _has_this_name(invitation: AgentInvitation, proof: Proof) -> bool:
    """Whether the federation, where it tells a name, tells one that shares a word with the invited one.

    A link that was forwarded or read by somebody else must not give them the function. Names of marriage,
    double names and second spellings exist: one word in common is enough.
    """
    told, invited = _words_of(proof.family_name), _words_of(invitation.last_name)
    return not told or not told.isdisjoint(invited)


def _words_of(name: str) -> frozenset[str]:
    """Those that tell a family from another; of « De La » all, since there is nothing else."""
    words = frozenset(fold(name).split())
    return words - _PARTICLES or words
