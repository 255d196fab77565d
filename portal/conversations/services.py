"""Writing to the people of a place, and what follows: each moves the conversation as the table says."""

from datetime import timedelta

from django.views.decorators.debug import sensitive_variables

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.conversations.access import conversations_for, function_on, own_conversations
from portal.conversations.enums import ConversationState
from portal.conversations.models import Conversation, ConversationMessage
from portal.conversations.notices import tell_one, tell_place
from portal.conversations.texts import checked
from portal.conversations.workflow import CONVERSATION, MEMBER
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility
from portal.kernel import clock
from portal.kernel.service import service

# The same text again within this time is the same click, not another message.
ONE_MESSAGE = timedelta(minutes=10)


@sensitive_variables()
@service
def begin_conversation(
    *, actor: Person, facility_id: int, subject: str, text: str, expects_answer: bool = True
) -> Conversation:
    """A first message to whoever has access to a facility; they are told, by nothing that it says.

    Where no answer is expected, it is over at once, and they may answer all the same. The same again within
    `ONE_MESSAGE` returns the one that is there. `Facility.DoesNotExist` where the actor may not write to
    them; `ValidationError` by field.
    """
    values = checked(subject=subject, text=text)
    # Of two clicks at once, the second waits, and finds the conversation of the first.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    allowed = facilities_for(actor, Right.WRITE_TO_PLACE).select_related("listing")
    facility = allowed.get(pk=facility_id)
    function = function_on(actor, facility)
    if function is None:
        raise Facility.DoesNotExist
    now = clock.now()
    same = Conversation.objects.filter(
        facility=facility, begun_by=actor.pk, subject=values["subject"], begun_at__gt=now - ONE_MESSAGE,
        messages__text=values["text"],
    ).first()  # fmt: skip
    if same is not None:
        return same
    state = ConversationState.WITH_PROFESSIONAL if expects_answer else ConversationState.CLOSED
    conversation = Conversation.objects.create(
        facility=facility, subject=values["subject"], function=function.value, begun_by_id=actor.pk,
        begun_at=now, waits_since=now, state=state,
    )  # fmt: skip
    _add(actor, conversation, values["text"], is_from_one=True)
    _record(actor, facility, "message au professionnel", values["text"])
    tell_place(actor, conversation)
    return conversation


@sensitive_variables()
@service
def write_to_one(*, actor: Person, conversation_id: int, text: str) -> Conversation:
    """What somebody of the place answers, or adds: it waits for the function that wrote.

    The same again within `ONE_MESSAGE` is the same click. `Conversation.DoesNotExist`; `ValidationError`.
    """
    text = checked(text=text)["text"]
    own = own_conversations(actor).order_by().values("pk")
    conversation = _locked(conversation_id, pk__in=own)
    if _is_same_click(actor, conversation, text):
        return conversation
    before = conversation.state
    conversation.state = CONVERSATION.check(before, "write", MEMBER).target
    if before != ConversationState.WITH_ONE:
        conversation.waits_since = clock.now()
    conversation.save(update_fields=["state", "waits_since"])
    _add(actor, conversation, text, is_from_one=False)
    _record(actor, conversation.facility, "réponse à l’ONE", text)
    tell_one(actor, conversation)
    return conversation


@sensitive_variables()
@service
def answer_conversation(*, actor: Person, conversation_id: int, text: str) -> Conversation:
    """What an agent answers; it is the professional's turn again. As `begin_conversation` refuses."""
    text = checked(text=text)["text"]
    conversation = _move(actor, conversation_id, "answer")
    conversation.waits_since = clock.now()
    conversation.save(update_fields=["waits_since"])
    _add(actor, conversation, text, is_from_one=True)
    _record(actor, conversation.facility, "message au professionnel", text)
    tell_place(actor, conversation)
    return conversation


@service
def close_conversation(*, actor: Person, conversation_id: int) -> Conversation:
    """Nothing is expected any more. Nobody is told: there is nothing to read."""
    conversation = _move(actor, conversation_id, "close")
    _record_state(actor, conversation, "conversation terminée")
    return conversation


@service
def reopen_conversation(*, actor: Person, conversation_id: int) -> Conversation:
    """It waits again, as before it was closed."""
    conversation = _move(actor, conversation_id, "reopen")
    _record_state(actor, conversation, "conversation rouverte")
    return conversation


def _move(actor: Person, conversation_id: int, name: str) -> Conversation:
    mine = conversations_for(actor).order_by().values("pk")
    conversation = _locked(conversation_id, pk__in=mine)
    conversation.state = CONVERSATION.check(conversation.state, name, conversation.function).target
    conversation.save(update_fields=["state"])
    return conversation


def _locked(pk: int, **among: object) -> Conversation:
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("facility__listing")
    return rows.filter(**among).get(pk=pk)


def _is_same_click(actor: Person, conversation: Conversation, text: str) -> bool:
    since = clock.now() - ONE_MESSAGE
    return conversation.messages.filter(by=actor.pk, text=text, at__gt=since).exists()


def _add(actor: Person, conversation: Conversation, text: str, *, is_from_one: bool) -> None:
    ConversationMessage.objects.create(
        conversation=conversation, by_id=actor.pk, is_from_one=is_from_one, text=text, at=clock.now()
    )


def _record(actor: Person, facility: Facility, purpose: str, text: str) -> None:
    record_modification(
        actor=actor, subject=facility, changes={"conversation": ("", masked(text))}, purpose=purpose
    )


def _record_state(actor: Person, conversation: Conversation, purpose: str) -> None:
    record_modification(
        actor=actor,
        subject=conversation.facility,
        changes={"conversation": ("", conversation.get_state_display())},
        purpose=purpose,
    )
