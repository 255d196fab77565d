"""What becomes of a photo, of a pedagogical project, of a bank statement: one table each."""

from collections.abc import Collection

from portal.accounts.rights import TABLE, Right
from portal.facilities.enums import SubmissionState
from portal.kernel.workflow import Transition, Workflow

_WAITING, _APPROVED = SubmissionState.WAITING, SubmissionState.APPROVED
_REFUSED, _WITHDRAWN = SubmissionState.REFUSED, SubmissionState.WITHDRAWN


def _who(right: Right) -> set[str]:
    return {role.value for role in TABLE[right]}


def _submission(approve: str, decide: Right, send: Right, withdrawn_from: Collection[str]) -> Workflow:
    return Workflow(
        SubmissionState,
        Transition("approve", approve, {_WAITING}, _APPROVED, _who(decide)),
        Transition("refuse", "Refuser", {_WAITING}, _REFUSED, _who(decide), needs_reason=True),
        # Undoing a decision: what was public is no longer, and it waits again.
        Transition("reopen", "Revenir sur la décision", {_APPROVED, _REFUSED}, _WAITING, _who(decide)),
        Transition("withdraw", "Retirer", withdrawn_from, _WITHDRAWN, _who(send)),
    )


PHOTO = _submission("Approuver", Right.DECIDE_PHOTOS, Right.EDIT_LISTING, {_WAITING, _APPROVED, _REFUSED})
PROJECT = _submission("Approuver", Right.DECIDE_PHOTOS, Right.EDIT_LISTING, {_WAITING, _APPROVED, _REFUSED})
# One that was validated is the proof of a payment, and stays.
BANK_STATEMENT = _submission(
    "Valider", Right.VALIDATE_BANK_STATEMENT, Right.STATE_BANK_ACCOUNT, {_WAITING, _REFUSED}
)
