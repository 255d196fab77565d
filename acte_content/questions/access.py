"""The door to questions: the project's team has them all; for others there are none."""

from django.db.models import QuerySet

from acte_content.questions.models import TeamQuestion
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
    question = questions_for(person).get(pk=possible(pk))
    record_consultation(actor=person, subject=question, purpose=PURPOSE)
    return question
