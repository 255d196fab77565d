"""« Questions sur ACTE », a queue of OFFICE.ONE for the project's team."""

from django.db.models import Q

from acte_content.questions import services
from acte_content.questions.access import question_for, questions_for
from acte_content.questions.enums import QuestionState
from acte_content.questions.models import TeamQuestion
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.kernel.days import long_date
from portal.queues.registry import Decision, Line, Queue, Shown, Undo, register_queue

_NOTE = "Note pour vos collègues (la personne ne la lit pas)"


def _line(question: TeamQuestion) -> Line:
    return Line(f"Question du {long_date(question.asked_at)}")


def _show(person: Person, pk: int) -> Shown:
    question = question_for(person, pk)
    return Shown(
        "office/queues/questions-acte.html", {"question": question, "files": list(question.attachments.all())}
    )


QUESTIONS = Queue(
    key="questions-acte",
    title="Questions sur ACTE",
    short="Questions ACTE",
    words=("question", "questions"),
    icon="help",
    right=Right.ANSWER_ACTE,
    items=questions_for,
    waits=Q(state=QuestionState.WAITING),
    line=_line,
    show=_show,
    since="asked_at",
    advice=("Répondez par e-mail, puis marquez la question comme répondue.",),
    decisions=(
        Decision(
            "repondre",
            "Marquer comme répondue",
            done="Question répondue",
            effect="La question quitte la file. Rien n’est envoyé à la personne.",
            service=services.settle_as_answered,
            shortcut="r",
            takes_reason=True,
            reason_label=_NOTE,
            undo=Undo(services.reopen_question),
        ),
        Decision(
            "ecarter",
            "Écarter",
            done="Question écartée",
            effect="La question quitte la file, sans réponse. Rien n’est envoyé à la personne.",
            service=services.set_aside,
            shortcut="e",
            takes_reason=True,
            reason_label=_NOTE,
            is_serious=True,
            undo=Undo(services.reopen_question),
        ),
    ),
)


def register() -> None:
    register_queue(QUESTIONS)
