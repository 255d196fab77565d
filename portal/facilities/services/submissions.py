"""What photos, projects and bank statements have in common: handed in, decided, withdrawn."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_modification
from portal.facilities import rules
from portal.facilities.enums import SubmissionState
from portal.facilities.models import Submission
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.workflow import Workflow

MAX_REASON = 1000
_HELD = "Ce fichier attend encore le contrôle antivirus\u00a0: rien ne peut être décidé avant."


def cleaned_reason(reason: str) -> str:
    """One text, trimmed; `ValidationError` by field where it is too long."""
    reason = rules.prose(reason)
    if len(reason) > MAX_REASON:
        raise ValidationError(
            {"reason": f"Ce motif compte {len(reason)} caractères\u00a0: {MAX_REASON} au plus."}
        )
    return reason


def move(
    submission: Submission, workflow: Workflow, name: str, *, actor: Actor, right: Right, reason: str = ""
) -> str:
    """Let it go this way, if the table says so; its state before. The row is locked, and saved by the caller.

    `TransitionRefused` where somebody was faster, `ValidationError` while its file is held.
    """
    before = str(submission.state)
    submission.state = workflow.check(before, name, role_of(actor, right), reason).target
    if name in ("approve", "refuse"):
        if not submission.received.is_clean:
            raise ValidationError(_HELD)
        submission.decided_by_id, submission.decided_at = actor.pk, clock.now()
        submission.reason = reason
    elif name == "reopen":
        submission.decided_by_id = submission.decided_at = None
        submission.reason = ""
    return before


def role_of(actor: Actor, right: Right) -> str:
    """By which role somebody has the right; they have one, or would have found nothing."""
    if not isinstance(actor, Person):
        raise TypeError("decided, or withdrawn, by a person with roles")
    return actor.role_with(right).value


def record(
    subject: Model,
    submission: Submission,
    before: str,
    *,
    actor: Actor,
    purpose: str,
    **more: tuple[Any, Any],
) -> None:
    """Into the history of the facility, or of the organiser: which one, and its states in words."""
    record_modification(
        actor=actor,
        subject=subject,
        changes={
            "submission": ("", str(submission)),
            "submission_state": (_label(before), _label(submission.state)),
            **more,
        },
        purpose=purpose,
    )


def _label(state: str) -> str:
    return str(SubmissionState(state).label) if state else ""
