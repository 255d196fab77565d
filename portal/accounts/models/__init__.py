"""People who sign in, and what agents are in charge of."""

from portal.accounts.models.post import AgentPost, StandIn
from portal.accounts.models.user import User

__all__ = ["AgentPost", "StandIn", "User"]
