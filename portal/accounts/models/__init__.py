"""People who sign in, by what they are known, and what agents are in charge of."""

from portal.accounts.models.card import AgentCard
from portal.accounts.models.federation import EmergencyKey, FederatedIdentity, KeyInvitation
from portal.accounts.models.invitation import AgentInvitation
from portal.accounts.models.post import AgentPost, StandIn
from portal.accounts.models.user import User

__all__ = [
    "AgentCard",
    "AgentInvitation",
    "AgentPost",
    "EmergencyKey",
    "FederatedIdentity",
    "KeyInvitation",
    "StandIn",
    "User",
]
