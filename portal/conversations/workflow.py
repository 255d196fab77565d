"""What becomes of a conversation: one turn and the other, until it is over; and again, by whoever writes."""

from portal.accounts.rights import TABLE, Right
from portal.conversations.enums import ConversationState
from portal.kernel.workflow import Transition, Workflow

_WHO_WRITES = {role.value for role in TABLE[Right.WRITE_TO_PLACE]}
# Whoever has access to the place: by being its member, not by a function.
MEMBER = "personne du lieu"
_ALL = set(ConversationState)

CONVERSATION = Workflow(
    ConversationState,
    Transition(
        "answer", "Répondre", {ConversationState.WITH_ONE}, ConversationState.WITH_PROFESSIONAL, _WHO_WRITES
    ),
    Transition(
        "close",
        "Terminer",
        {ConversationState.WITH_ONE, ConversationState.WITH_PROFESSIONAL},
        ConversationState.CLOSED,
        _WHO_WRITES,
    ),
    Transition("reopen", "Rouvrir", {ConversationState.CLOSED}, ConversationState.WITH_ONE, _WHO_WRITES),
    Transition("write", "Écrire à l’ONE", _ALL, ConversationState.WITH_ONE, {MEMBER}),
)
