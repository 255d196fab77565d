"""What agents do about a message: each moves it as the table says, and tells who has to know."""

from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.helpdesk.access import messages_for, treating_agents
from portal.helpdesk.enums import MessageState, ReplyKind
from portal.helpdesk.models import HelpdeskMessage, MessageReply
from portal.helpdesk.notifications import tell_answered, tell_assigned, tell_message_treated
from portal.helpdesk.texts import prose
from portal.helpdesk.workflow import MESSAGE
from portal.kernel import clock
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused

_MISSING = "Écrivez votre réponse\u00a0: la personne la lit sur la page de son message."


@service
def take_up_message(*, actor: Person, message_id: int) -> HelpdeskMessage:
    """« En cours »: its writer sees that somebody is on it, colleagues see who.

    As all services here: `HelpdeskMessage.DoesNotExist` where the actor may not; `TransitionRefused` where
    the table does not allow it (any more); `ValidationError` by field.
    """
    return _move(actor, message_id, "take_up", "message pris en charge")


@service
def assign_message(*, actor: Person, message_id: int, user_id: int) -> HelpdeskMessage:
    """A colleague who treats messages has it in hand from now on, and is told."""
    colleague = treating_agents().filter(pk=user_id).first()
    if colleague is None:
        raise ValidationError({"user_id": "Choisissez un collègue de la liste."})
    message = _move(actor, message_id, "assign", "message confié", taken_by=colleague)
    if colleague.pk != actor.pk:
        tell_assigned(actor, message)
    return message


@service
def answer_message(*, actor: Person, message_id: int, answer: str) -> HelpdeskMessage:
    """An answer, and it stays in hand: its writer is told, and may write again."""
    answer = prose("reason", answer)
    if not answer:
        raise ValidationError({"reason": _MISSING})
    message = _move(actor, message_id, "answer", "réponse à un message", answer)
    tell_answered(actor, message)
    return message


@service
def pass_on_message(*, actor: Person, message_id: int, note: str) -> HelpdeskMessage:
    """« En attente de l’informatique », with a note that its writer does not read."""
    note = prose("reason", note)
    return _move(
        actor, message_id, "pass_on", "message transmis à l’informatique", note, kind=ReplyKind.NOTE
    )  # fmt: skip


@service
def take_back_message(*, actor: Person, message_id: int, note: str = "") -> HelpdeskMessage:
    """The second line is done with it: in hand again, with a note where there is something to say."""
    note = prose("reason", note)
    return _move(
        actor, message_id, "take_back", "message repris de l’informatique", note, kind=ReplyKind.NOTE
    )  # fmt: skip


@service
def treat_message(*, actor: Person, message_id: int, answer: str = "") -> HelpdeskMessage:
    """« Traité », with an answer (plain text, none where one has called): its writer is notified."""
    answer = prose("reason", answer)
    message = _move(actor, message_id, "treat", "message traité", answer)
    tell_message_treated(actor, message, has_answer=bool(answer))
    return message


@service
def reopen_message(*, actor: Person, message_id: int) -> HelpdeskMessage:
    """In hand again, treated by mistake. What was answered stays: its writer may have read it."""
    return _move(actor, message_id, "reopen", "message rouvert")


def _move(
    actor: Person,
    message_id: int,
    name: str,
    purpose: str,
    text: str = "",
    *,
    kind: ReplyKind = ReplyKind.ANSWER,
    taken_by: User | None = None,
) -> HelpdeskMessage:
    message = (
        HelpdeskMessage.objects.select_for_update(of=("self",))
        .filter(pk__in=messages_for(actor).order_by().values("pk"))
        .get(pk=message_id)
    )
    now, before = clock.now(), message.state
    message.state = _target(actor, before, name, text)
    message.taken_by_id = taken_by.pk if taken_by else actor.pk
    message.treated_at = now if message.state == MessageState.TREATED else None
    message.save(update_fields=["state", "taken_by", "treated_at"])
    changes: dict[str, tuple[object, object]] = {"state": (before, message.state)}
    if taken_by is not None:
        changes["taken_by"] = ("", taken_by.audit_label)
    if text:
        MessageReply.objects.create(message=message, kind=kind, by_id=actor.pk, text=text, at=now)
        changes["answer" if kind == ReplyKind.ANSWER else "note"] = ("", masked(text))
    record_modification(actor=actor, subject=message, changes=changes, purpose=purpose)
    return message


def _target(actor: Person, status: str, name: str, reason: str) -> str:
    """By whichever function the actor treats messages; they have one, or would have found none."""
    refused: TransitionRefused | None = None
    for _, held in actor.rights(Right.TREAT_MESSAGES):
        try:
            return MESSAGE.check(status, name, held.role.value, reason).target
        except TransitionRefused as refusal:
            refused = refusal
    raise refused or HelpdeskMessage.DoesNotExist
