"""What becomes of a message: sent, in hand, with the second line, treated; and again, by whoever wrote it."""

from portal.accounts.rights import TABLE, Right
from portal.helpdesk.enums import ConversionState, MessageState
from portal.kernel.workflow import Transition, Workflow

_WHO_TREATS = {role.value for role in TABLE[Right.TREAT_MESSAGES]}
# Whoever wrote it: by being its writer, not by a function.
WRITER = "auteur"
_OPEN = {MessageState.SENT, MessageState.IN_HAND, MessageState.SECOND_LINE}

MESSAGE = Workflow(
    MessageState,
    Transition("take_up", "Prendre en charge", {MessageState.SENT}, MessageState.IN_HAND, _WHO_TREATS),
    Transition(
        "assign",
        "Confier à un collègue",
        {MessageState.SENT, MessageState.IN_HAND},
        MessageState.IN_HAND,
        _WHO_TREATS,
    ),
    Transition("answer", "Répondre", _OPEN, MessageState.IN_HAND, _WHO_TREATS),
    Transition(
        "pass_on",
        "Transmettre à l’informatique",
        {MessageState.SENT, MessageState.IN_HAND},
        MessageState.SECOND_LINE,
        _WHO_TREATS,
        needs_reason=True,
    ),
    Transition(
        "take_back", "Reprendre au helpdesk", {MessageState.SECOND_LINE}, MessageState.IN_HAND, _WHO_TREATS
    ),
    Transition("treat", "Marquer comme traité", _OPEN, MessageState.TREATED, _WHO_TREATS),
    Transition("reopen", "Rouvrir", {MessageState.TREATED}, MessageState.IN_HAND, _WHO_TREATS),
    Transition("write_again", "Écrire encore", {MessageState.TREATED}, MessageState.SENT, {WRITER}),
)

_WHO_HELPS = {role.value for role in TABLE[Right.RESET_PASSWORD]}

CONVERSION = Workflow(
    ConversionState,
    Transition(
        "free",
        "Libérer le numéro",
        {ConversionState.WAITING},
        ConversionState.FREED,
        _WHO_HELPS,
        needs_reason=True,
    ),
    Transition(
        "explain",
        "Expliquer",
        {ConversionState.WAITING},
        ConversionState.EXPLAINED,
        _WHO_HELPS,
        needs_reason=True,
    ),
    Transition("reopen", "Rouvrir", {ConversionState.EXPLAINED}, ConversionState.WAITING, _WHO_HELPS),
)
