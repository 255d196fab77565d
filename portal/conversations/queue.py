"""Answers of professionals as a queue of OFFICE.ONE: for the function that wrote, in charge of the place."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.conversations import services
from portal.conversations.access import conversation_for, conversations_for
from portal.conversations.enums import ConversationState
from portal.conversations.models import Conversation
from portal.kernel.workflow import TransitionRefused
from portal.queues.registry import Decision, Line, Queue, Shown, Undo, register_queue

KEY = "reponses"


def _answer(*, actor: Person, item_id: int, reason: str) -> Conversation:
    try:
        return services.answer_conversation(actor=actor, conversation_id=item_id, text=reason)
    except TransitionRefused:
        raise
    except ValidationError as refusal:
        # Of the one field that a decision has for what is written.
        raise ValidationError({"reason": refusal.messages}) from None


def _close(*, actor: Person, item_id: int) -> Conversation:
    return services.close_conversation(actor=actor, conversation_id=item_id)


def _reopen(*, actor: Person, item_id: int) -> Conversation:
    return services.reopen_conversation(actor=actor, conversation_id=item_id)


def _show(person: Person, pk: int) -> Shown:
    return Shown("office/queues/reponses.html", {"conversation": conversation_for(person, pk)})


REPLIES = Queue(
    key=KEY,
    title="Réponses des professionnels",
    short="Réponses",
    words=("réponse", "réponses"),
    icon="comment",
    right=Right.WRITE_TO_PLACE,
    items=conversations_for,
    waits=Q(state=ConversationState.WITH_ONE),
    since="waits_since",
    postcode="facility__postcode",
    about="facility",
    line=lambda conversation: Line(conversation.facility.listing.name, conversation.subject),
    show=_show,
    decisions=(
        Decision(
            "repondre",
            "Répondre",
            done="Réponse envoyée",
            effect="Les personnes du lieu sont prévenues et lisent votre réponse.",
            service=_answer,
            shortcut="r",
            needs_reason=True,
            reason_label="Ce que les personnes du lieu liront",
            in_batches=False,
        ),
        Decision(
            "terminer",
            "Terminer sans répondre",
            done="Conversation terminée",
            effect="Rien n’attend plus. Les personnes du lieu peuvent encore écrire.",
            service=_close,
            shortcut="t",
            undo=Undo(_reopen, possible=lambda person, one: one.state == ConversationState.CLOSED),
        ),
    ),
)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_queue(REPLIES)
