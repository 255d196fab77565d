"""The door to conversations: a place's own people, and agents in charge with the function that wrote.

For everybody else they do not exist. That an agent read one is in the history before it is returned.
"""

from dataclasses import replace

from django.db.models import Prefetch, Q, QuerySet

from portal.accounts.enums import Role
from portal.accounts.person import Person
from portal.accounts.rights import Reach, Right
from portal.audit.services import record_consultation
from portal.conversations.models import Conversation, ConversationMessage
from portal.facilities.access import possible
from portal.facilities.facility_access import facilities_for, may_on_facility
from portal.facilities.models import Facility

PURPOSE = "conversation"


def conversations_for(person: Person) -> QuerySet[Conversation]:
    """Those that this agent's functions have begun, about facilities that each of them is in charge of."""
    found = Q(pk__in=())
    for role in _functions(person):
        facilities = facilities_for(_as(person, role), Right.WRITE_TO_PLACE).order_by().values("pk")
        found |= Q(function=role.value, facility__in=facilities)
    return Conversation.objects.filter(found).select_related("facility__listing")


def conversation_for(person: Person, pk: int) -> Conversation:
    """One of them, with its `thread`. `Conversation.DoesNotExist` otherwise."""
    conversation = conversations_for(person).prefetch_related(_thread()).get(pk=possible(pk))
    record_consultation(actor=person, subject=conversation.facility, purpose=PURPOSE)
    return conversation


def function_on(person: Person, facility: Facility) -> Role | None:
    """By which function this agent writes to the people of a facility; None: by none."""
    may = (
        role
        for role in _functions(person)
        if may_on_facility(_as(person, role), Right.WRITE_TO_PLACE, facility)
    )
    return next(may, None)


def own_conversations(person: Person) -> QuerySet[Conversation]:
    """Those about the person's own places, the newest first."""
    own = {held.organiser_id for reach, held in person.rights(Right.SEE_FACILITY) if reach is Reach.OWN}
    about = Conversation.objects.filter(facility__organiser__in=own)
    return about.select_related("facility__listing").order_by("-begun_at", "-pk")


def own_conversation(person: Person, pk: int) -> Conversation:
    """One of them, with its `thread`. `Conversation.DoesNotExist` otherwise."""
    return own_conversations(person).prefetch_related(_thread()).get(pk=possible(pk))


def _thread() -> Prefetch:
    """`thread`: its messages, the oldest first."""
    messages = ConversationMessage.objects.select_related("by").defer("by__niss").order_by("at", "pk")
    return Prefetch("messages", messages, to_attr="thread")


def _functions(person: Person) -> list[Role]:
    return list(dict.fromkeys(held.role for _, held in person.rights(Right.WRITE_TO_PLACE)))


def _as(person: Person, role: Role) -> Person:
    return replace(person, roles=tuple(held for held in person.roles if held.role is role))
