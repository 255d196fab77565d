"""What waits for a place's people: messages of ONE that expect an answer."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from portal.accounts.person import Person
from portal.conversations.access import own_conversations
from portal.conversations.enums import ConversationState
from portal.facilities.models import Facility
from portal.kernel.actors import Actor
from portal.kernel.waiting import WaitingLine, register_waiting

# The others are on the page of all conversations.
MOST_LINES = 5


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_waiting(messages_to_answer)


def messages_to_answer(actor: Actor, facilities: Sequence[Facility], today: date) -> Iterator[WaitingLine]:
    """One line a conversation, the newest first."""
    if not isinstance(actor, Person):
        return
    for conversation in own_conversations(actor).filter(state=ConversationState.WITH_PROFESSIONAL)[
        :MOST_LINES
    ]:
        yield WaitingLine(
            title="L’ONE attend votre réponse",
            text=conversation.subject,
            action="Lire et répondre",
            url=reverse("pro:conversation", args=[conversation.pk]),
            icon="mail",
            about=conversation.facility.listing.name,
        )
