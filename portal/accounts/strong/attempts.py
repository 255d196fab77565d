"""What a browser was sent to the federation for, kept in its session until it comes back, by its state."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from portal.accounts.enums import LoginLevel
from portal.kernel import clock

VALID = timedelta(minutes=30)
_KEY = "strong_attempts"
# Tabs that were left open do not fill the session.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """`user_id`: who had signed in already, and must be the one who comes back; None: nobody had.

    `key_secret`: of the invitation to link keys that is answered; `agent_secret`: of that to work in
    OFFICE.ONE. `draft`: a form that came too late, sealed.
    """

    needed: LoginLevel
    started: datetime
    following: str = ""
    draft: str = ""
    user_id: int | None = None
    key_secret: str = ""
    agent_secret: str = ""

    @property
    def is_fresh(self) -> bool:
        """Whether the federation must ask anew: this person is meant, and not who was there before."""
        return self.user_id is not None or bool(self.agent_secret)


def keep(request: HttpRequest, state: str, attempt: Attempt) -> None:
    """Remember it for the return."""
    kept = _alive(request)
    kept[state] = asdict(attempt) | {"needed": int(attempt.needed), "started": attempt.started.timestamp()}
    request.session[_KEY] = dict(list(kept.items())[-_MOST:])


def take(request: HttpRequest, state: str) -> Attempt | None:
    """The attempt of this return, once; None: this browser made none, or too long ago."""
    kept = _alive(request)
    found = kept.pop(state, None)
    request.session[_KEY] = kept
    if found is None:
        return None
    return Attempt(
        **found
        | {
            "needed": LoginLevel(found["needed"]),
            "started": datetime.fromtimestamp(found["started"], UTC),
        }
    )


def _alive(request: HttpRequest) -> dict[str, dict[str, Any]]:
    since = (clock.now() - VALID).timestamp()
    kept: dict[str, dict[str, Any]] = request.session.get(_KEY, {})
    return {state: attempt for state, attempt in kept.items() if attempt["started"] > since}
