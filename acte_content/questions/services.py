"""Asking the project's team, and settling what was asked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from acte_content.questions.access import questions_for
from acte_content.questions.attachments import ROOM, delete_with
from acte_content.questions.enums import QuestionState
from acte_content.questions.models import (
    MAX_ATTACHMENTS,
    MAX_NAME,
    MAX_TEXT,
    QuestionAttachment,
    TeamQuestion,
)
from acte_content.questions.workflow import QUESTION
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.contacts import normalised_email
from portal.files.accepting import Accepted
from portal.files.keeping import keep_all
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused

# The same question again within this time is the same click.
ONE_QUESTION = timedelta(minutes=10)
# After that, nobody needs the name and address of who asked.
KEPT = timedelta(days=365)
VISITOR = SystemActor("formulaire ACTE")
UPKEEP = SystemActor("entretien")


@service
def ask_team(
    *,
    actor: Actor,
    first_name: str,
    last_name: str,
    email: str,
    text: str,
    files: Sequence[Accepted] = (),
) -> TeamQuestion:
    """A question to the team, from somebody who has signed in, or from `VISITOR`.

    `files`: as `accepting.accept` returned them. The same again within `ONE_QUESTION` returns the one that
    is there. `ValidationError` by field.
    """
    values = _checked(first_name, last_name, email, text, len(files))
    now = clock.now()
    earlier = TeamQuestion.objects.filter(user=actor.pk, asked_at__gt=now - ONE_QUESTION, **values)
    sent = sorted((file.name, len(file.content)) for file in files)
    for same in earlier.order_by("pk"):
        if sorted(same.attachments.values_list("received__name", "received__size")) == sent:
            return same
    question = TeamQuestion.objects.create(user_id=actor.pk, asked_at=now, **values)
    QuestionAttachment.objects.bulk_create(
        QuestionAttachment(question=question, received=received) for received in keep_all(files, ROOM)
    )
    changes: dict[str, tuple[object, object]] = {name: ("", masked(value)) for name, value in values.items()}
    if files:
        changes["attachments"] = (0, len(files))
    record_modification(actor=actor, subject=question, changes=changes, purpose="question envoyée")
    return question


@service
def settle_as_answered(*, actor: Person, item_id: int, reason: str = "") -> TeamQuestion:
    """« Répondue », with a note for colleagues.

    As all services here: `TeamQuestion.DoesNotExist` where the actor may not; `TransitionRefused` where the
    table does not allow it (any more).
    """
    return _move(actor, item_id, "answer", "question répondue", reason)


@service
def set_aside(*, actor: Person, item_id: int, reason: str = "") -> TeamQuestion:
    """« Écartée »: advertising, or nothing that the team could answer."""
    return _move(actor, item_id, "set_aside", "question écartée", reason)


@service
def reopen_question(*, actor: Person, item_id: int) -> TeamQuestion:
    """It waits again, as long as before."""
    return _move(actor, item_id, "reopen", "question rouverte")


def forget(today: date) -> int:
    """The job of every day."""
    return forget_settled(actor=UPKEEP, today=today)


@service
def forget_settled(*, actor: Actor, today: date) -> int:
    """Delete what was settled longer ago than `KEPT`, with its files; how many questions."""
    midnight = datetime.combine(today, datetime.min.time(), tzinfo=clock.BRUSSELS)
    old = TeamQuestion.objects.filter(settled_at__lt=midnight - KEPT)
    delete_with(old)
    return old.delete()[0]


def _move(actor: Person, item_id: int, name: str, purpose: str, note: str = "") -> TeamQuestion:
    question = questions_for(actor).select_for_update().get(pk=item_id)
    before, note = question.state, rules.prose(note)
    question.state = _target(actor, before, name)
    waits = question.state == QuestionState.WAITING
    question.settled_at = None if waits else clock.now()
    question.note = note[:MAX_TEXT]
    question.save(update_fields=["state", "settled_at", "note"])
    changes: dict[str, tuple[object, object]] = {"state": (before, question.state)}
    if note:
        changes["note"] = ("", masked(note))
    record_modification(actor=actor, subject=question, changes=changes, purpose=purpose)
    return question


def _target(actor: Person, status: str, name: str) -> str:
    """By whichever function the actor answers questions; they have one, or would have found none."""
    refused: TransitionRefused | None = None
    for _, held in actor.rights(Right.ANSWER_ACTE):
        try:
            return QUESTION.check(status, name, held.role.value).target
        except TransitionRefused as refusal:
            refused = refusal
    raise refused or TeamQuestion.DoesNotExist


def _checked(first_name: str, last_name: str, email: str, text: str, files: int) -> dict[str, str]:
    problems = rules.Problems()
    values = {"first_name": rules.one_line(first_name), "last_name": rules.one_line(last_name)}
    for name, missing in (("first_name", "Indiquez votre prénom."), ("last_name", "Indiquez votre nom.")):
        if not values[name]:
            problems.add(name, missing)
        elif len(values[name]) > MAX_NAME:
            problems.add(name, f"{MAX_NAME} caractères au plus.")
    with problems.gathering("email"):
        values["email"] = normalised_email(email)
        if not values["email"]:
            problems.add("email", "Indiquez l’adresse à laquelle nous vous répondons.")
    values["text"] = rules.prose(text)
    if not values["text"]:
        problems.add("text", "Écrivez votre question.")
    elif len(values["text"]) > MAX_TEXT:
        problems.add("text", f"Ce texte compte {len(values['text'])} caractères\u00a0: {MAX_TEXT} au plus.")
    if files > MAX_ATTACHMENTS:
        problems.add("attachments", f"{MAX_ATTACHMENTS}\u00a0fichiers au plus.")
    problems.raise_any()
    return values
