"""Inviting agents and accepting, by the services: what the tests of both share."""

from typing import Any

import pytest

from portal.accounts import agent_invitations, posts
from portal.accounts.agent_invitations import AgentInvited
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import AgentInvitation, AgentPost, FederatedIdentity, User
from portal.accounts.person import Person, person_of
from portal.accounts.strong.federation import Proof, Refused, Why
from portal.accounts.strong.joining import accept_agent_invitation
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.notifications.models import Notification
from tests.accounts.doors import make_person

SYSTEM = SystemActor("essai")
NISS, OTHER_NISS = "90011555519", "81073066687"
INVITED = {"first_name": "Inès", "last_name": "Petit-Jean", "email": "ines@exemple.be"}


def manager_of_agents() -> User:
    """Who may invite."""
    user = make_person("david", "david@exemple.be")
    posts.give_post(actor=SYSTEM, user=user, function=Role.DIGIPRO)
    return user


def strongly(user: User) -> Person:
    return person_of(user, LoginLevel.EID)


def invite(manager: User, function: Role = Role.HELPDESK, **changes: Any) -> AgentInvited:
    wanted = INVITED | {"territory": None, "since": clock.today(), "until": None} | changes
    return agent_invitations.invite_agent(actor=strongly(manager), function=function, **wanted)


def proof(
    niss: str = NISS, subject: str = "s-1", level: LoginLevel = LoginLevel.ITSME, name: str = ""
) -> Proof:
    return Proof(subject, niss, level, clock.now(), name)


def accept(invited: AgentInvited, by: Proof | None = None, actor: User | None = None) -> User:
    accepted = accept_agent_invitation(actor=actor, secret=invited.secret, proof=by or proof())
    assert accepted.accepted_by is not None
    return User.objects.get(pk=accepted.accepted_by_id)


def refused(invited: AgentInvited, by: Proof | None = None, actor: User | None = None) -> Why:
    before = everything()
    with pytest.raises(Refused) as refusal:
        accept(invited, by, actor)
    assert everything() == before
    return refusal.value.why


def everything() -> list[Any]:
    models: tuple[Any, ...] = (AgentInvitation, AgentPost, FederatedIdentity, User, AuditEntry, Notification)
    return [list(model.objects.order_by("pk").values()) for model in models]
