"""What happens to somebody's own access: told, in the same transaction, to whoever lets them know.

The services of this app know that it happened; how people are told is known above (`portal.notifications`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.accounts.models import User
from portal.kernel.actors import Actor

Fact = str | date


class SecurityEventKind(StrEnum):
    """What happened; with the names of its facts, where it has any."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- an event, not a password
    EMAIL_CHANGED = "email_changed"
    LOCKED_OUT = "locked_out"
    # A national number or BOSA keys open this user's access from now on.
    NISS_LINKED = "niss_linked"
    KEYS_LINKED = "keys_linked"
    POST_GIVEN = "post_given"  # post, since
    POST_ENDED = "post_ended"  # post, last_day
    STANDS_IN = "stands_in"  # absent, first_day, last_day: for the colleague
    IS_REPLACED = "is_replaced"  # stand_in, first_day, last_day: for the absent one
    STAND_IN_ENDED = "stand_in_ended"  # absent, stand_in: for both
    AGENT_JOINED = "agent_joined"  # agent, post: for whoever invited, or the administrators


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """It happened to `user`, by `actor`, who may be the same."""

    kind: SecurityEventKind
    user: User
    actor: Actor
    facts: Mapping[str, Fact] = field(default_factory=dict)


SecurityListener = Callable[[SecurityEvent], None]
_listeners: list[SecurityListener] = []


def register_security_listener(listener: SecurityListener) -> None:
    """Called in `AppConfig.ready()`. What the listener raises undoes the service: it belongs to it."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(kind: SecurityEventKind, *, actor: Actor, user: User, **facts: Fact) -> None:
    """For services of this app, inside their transaction."""
    event = SecurityEvent(kind, user, actor, facts)
    for listener in _listeners:
        listener(event)
