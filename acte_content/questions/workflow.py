"""What becomes of a question: it waits, is answered or set aside, and waits again where it was a mistake."""

from acte_content.questions.enums import QuestionState
from portal.accounts.rights import TABLE, Right
from portal.kernel.workflow import Transition, Workflow

_TEAM = {role.value for role in TABLE[Right.ANSWER_ACTE]}

QUESTION = Workflow(
    QuestionState,
    Transition("answer", "Marquer comme répondue", {QuestionState.WAITING}, QuestionState.ANSWERED, _TEAM),
    Transition("set_aside", "Écarter", {QuestionState.WAITING}, QuestionState.SET_ASIDE, _TEAM),
    Transition(
        "reopen",
        "Rouvrir",
        {QuestionState.ANSWERED, QuestionState.SET_ASIDE},
        QuestionState.WAITING,
        _TEAM,
    ),
)
