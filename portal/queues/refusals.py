"""Why an item is not decided: each says it in French, for the agent who tried."""

from django.core.exceptions import ValidationError


class NotDecided(ValidationError):  # noqa: N818 -- names what happened
    """Nothing has changed; the message says why."""


class TakenByColleague(NotDecided):
    """Somebody else has it on their screen, and their claim has not run out."""


class NoLongerWaits(NotDecided):
    """Decided meanwhile, withdrawn, or not this agent's."""


class NoUndo(NotDecided):
    """Too late, not one's own, or something was built on it."""
