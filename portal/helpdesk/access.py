"""The door to messages: one's own, and all of them for whoever treats them. Others do not exist for them.

That an agent opened a message, or a file of one, is in the history before it is returned.
"""

from django.db.models import Prefetch, QuerySet

from portal.accounts.models import AgentPost, User
from portal.accounts.person import Person
from portal.accounts.rights import TABLE, Right
from portal.audit.services import record_consultation
from portal.facilities.access import possible
from portal.facilities.people_access import colleagues
from portal.files.enums import FileState
from portal.helpdesk.enums import MessageState, ReplyKind
from portal.helpdesk.models import HelpdeskContact, HelpdeskMessage, MessageAttachment, MessageReply
from portal.kernel import clock
from portal.kernel.actors import Actor

PURPOSE = "message au helpdesk"


def helpdesk_contact() -> HelpdeskContact:
    """How the helpdesk is reached; the defaults where nobody has stated anything else."""
    return HelpdeskContact.objects.filter(pk=HelpdeskContact.THE_ONE).first() or HelpdeskContact()


def own_messages(person: Actor) -> QuerySet[HelpdeskMessage]:
    """What this person wrote, the newest first, with its facility's listing and its files."""
    return (
        HelpdeskMessage.objects.filter(user=person.pk or 0)
        .select_related("facility__listing")
        .prefetch_related("attachments__received", _told_to_its_writer())
        .order_by("-sent_at", "-pk")
    )


def _told_to_its_writer() -> Prefetch:
    """`told`: answers and what the writer added, the oldest first; notes are not theirs."""
    replies = MessageReply.objects.exclude(kind=ReplyKind.NOTE).order_by("at", "pk")
    return Prefetch("replies", replies, to_attr="told")


def own_message(person: Person, pk: int) -> HelpdeskMessage:
    """One of them; `HelpdeskMessage.DoesNotExist` where it is not theirs."""
    return own_messages(person).get(pk=possible(pk))


def own_attachment(person: Person, message_id: int, pk: int) -> MessageAttachment:
    """A file of a message of this person's; `MessageAttachment.DoesNotExist` otherwise."""
    return MessageAttachment.objects.select_related("received").get(
        pk=possible(pk), message=possible(message_id), message__user=person.pk
    )


def own_attachments(person: Actor) -> QuerySet[MessageAttachment]:
    """All files that this person sent with messages and may save again, the newest first."""
    return (
        MessageAttachment.objects.filter(message__user=person.pk or 0, received__state=FileState.CLEAN)
        .select_related("message", "received")
        .order_by("-message__sent_at", "pk")
    )


def messages_for(person: Person) -> QuerySet[HelpdeskMessage]:
    """All messages for whoever treats them, those that wait longest first; none for others."""
    if not person.may(Right.TREAT_MESSAGES):
        return HelpdeskMessage.objects.none()
    return HelpdeskMessage.objects.select_related("user", "facility__listing", "taken_by").order_by(
        "waits_since", "pk"
    )


def messages_that_wait(person: Person) -> QuerySet[HelpdeskMessage]:
    """Those of `messages_for` that nobody has treated yet."""
    return messages_for(person).exclude(state=MessageState.TREATED)


def treating_agents() -> QuerySet[User]:
    """Whoever treats messages today, by name: whom one may be entrusted to."""
    functions = [role.value for role in TABLE[Right.TREAT_MESSAGES]]
    posts = AgentPost.objects.not_ended(clock.today()).filter(
        since__lte=clock.today(), function__in=functions
    )
    return colleagues().filter(pk__in=posts.order_by().values("user")).defer("niss")


def message_for(person: Person, pk: int) -> HelpdeskMessage:
    """One of `messages_for`, to be read whole: text, thread, files, and the matricule of its facility."""
    replies = MessageReply.objects.select_related("by").defer("by__niss").order_by("at", "pk")
    message = (
        messages_for(person)
        .prefetch_related("attachments__received", Prefetch("replies", replies, to_attr="thread"))
        .get(pk=possible(pk))
    )
    record_consultation(actor=person, subject=message, purpose=PURPOSE)
    return message


def attachment_for(person: Person, message_id: int, pk: int) -> MessageAttachment:
    """A file of one of `messages_for`; `HelpdeskMessage.DoesNotExist`, `MessageAttachment.DoesNotExist`."""
    message = messages_for(person).get(pk=possible(message_id))
    attachment = MessageAttachment.objects.select_related("received").get(pk=possible(pk), message=message)
    record_consultation(actor=person, subject=message, purpose=f"{PURPOSE}\u00a0: fichier joint")
    return attachment
