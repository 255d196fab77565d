"""The door to questions: the project's team has them all; for others there are none."""

from django.db.models import QuerySet

from acte_content.questions.models import QuestionAttachment, TeamQuestion
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_consultation
from portal.facilities.access import possible

PURPOSE = "question sur ACTE"


def questions_for(person: Person) -> QuerySet[TeamQuestion]:
    """All questions, for whoever answers them; settled ones too."""
    if not person.may(Right.ANSWER_ACTE):
        return TeamQuestion.objects.none()
    return TeamQuestion.objects.order_by("asked_at", "pk")


def question_for(person: Person, pk: int) -> TeamQuestion:
    """One of them, to be read whole: that it was is in the history. `TeamQuestion.DoesNotExist` otherwise."""
    question = questions_for(person).prefetch_related("attachments__received").get(pk=possible(pk))
    record_consultation(actor=person, subject=question, purpose=PURPOSE)
    return question


def attachment_for(person: Person, question_id: int, pk: int) -> QuestionAttachment:
    """A file of one of them; `TeamQuestion.DoesNotExist`, `QuestionAttachment.DoesNotExist`."""
    question = questions_for(person).get(pk=possible(question_id))
    attachment = QuestionAttachment.objects.select_related("received").get(pk=possible(pk), question=question)
    record_consultation(actor=person, subject=question, purpose=f"{PURPOSE}\u00a0: fichier joint")
    return attachment
