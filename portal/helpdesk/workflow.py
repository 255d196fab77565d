"""What becomes of a message: sent, in hand, treated. Whoever treats messages may do each step."""

from portal.accounts.rights import TABLE, Right
from portal.helpdesk.enums import MessageState
from portal.kernel.workflow import Transition, Workflow

_WHO_TREATS = {role.value for role in TABLE[Right.TREAT_MESSAGES]}

MESSAGE = Workflow(
    MessageState,
    Transition("take_up", "Prendre en charge", {MessageState.SENT}, MessageState.IN_HAND, _WHO_TREATS),
    Transition(
        "treat",
        "Marquer comme traité",
        {MessageState.SENT, MessageState.IN_HAND},
        MessageState.TREATED,
        _WHO_TREATS,
    ),
)
