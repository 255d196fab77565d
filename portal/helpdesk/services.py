"""Writing to the helpdesk, and saying how it is reached; who treats messages does it in `treating`."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.contacts import normalised_email, normalised_phone
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility
from portal.files.accepting import Accepted
from portal.files.keeping import keep_all
from portal.helpdesk.access import helpdesk_contact
from portal.helpdesk.attachments import ROOM
from portal.helpdesk.enums import MessageCategory, MessageState, ReplyKind
from portal.helpdesk.models import HelpdeskContact, HelpdeskMessage, MessageAttachment, MessageReply
from portal.helpdesk.notifications import tell_written_again
from portal.helpdesk.pages import page_of_ours
from portal.helpdesk.texts import MAX_TEXT, prose, too_long
from portal.helpdesk.workflow import MESSAGE, WRITER
from portal.kernel import clock
from portal.kernel.service import service
from portal.kernel.stale import refuse_stale

MAX_ATTACHMENTS = 5
MAX_HOURS, MAX_NOTICE = 200, 300
# The same message again within this time is the same click, not another message.
ONE_MESSAGE = timedelta(minutes=10)


@service
def send_message(
    *,
    actor: Person,
    category: str,
    text: str,
    facility_id: int | None = None,
    page: str = "",
    files: Sequence[Accepted] = (),
) -> HelpdeskMessage:
    """A message to the helpdesk with its files, as `accepting.accept` returned them.

    `page`: where one was; anything that is no page of PRO.ONE without secrets is left out. `facility_id`: one
    of the actor's own, or none. The same again within `ONE_MESSAGE` returns the one that is there.
    `ValidationError` by field.
    """
    values = _checked(category, text, len(files))
    # Of two clicks at once, the second waits, and finds the message of the first.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    facility = _own_facility(actor, facility_id)
    earlier = HelpdeskMessage.objects.filter(
        user=actor.pk, facility=facility, sent_at__gt=clock.now() - ONE_MESSAGE, **values
    ).order_by("pk")
    sent = sorted((file.name, len(file.content)) for file in files)
    for same in earlier:
        if sorted(same.attachments.values_list("received__name", "received__size")) == sent:
            return same
    now = clock.now()
    message = HelpdeskMessage.objects.create(
        user_id=actor.pk, facility=facility, page=page_of_ours(page), sent_at=now, waits_since=now, **values
    )
    MessageAttachment.objects.bulk_create(
        MessageAttachment(message=message, received=received) for received in keep_all(files, ROOM)
    )
    record_modification(
        actor=actor,
        subject=message,
        changes={
            "category": ("", values["category"]),
            "text": ("", masked(values["text"])),
            "attachments": (0, len(files)),
        },
        purpose="message envoyé au helpdesk",
    )
    return message


@service
def write_again(*, actor: Person, message_id: int, text: str) -> HelpdeskMessage:
    """More to a message of one's own; a treated one waits again, and whoever has it in hand is told.

    The same again within `ONE_MESSAGE` is the same click. `HelpdeskMessage.DoesNotExist`; `ValidationError`.
    """
    text = prose("text", text)
    if not text:
        raise ValidationError({"text": "Écrivez ce que vous voulez ajouter."})
    # As in `send_message`: of two clicks at once, the second finds the first.
    User.objects.select_for_update().only("pk").get(pk=actor.pk)
    message = HelpdeskMessage.objects.select_for_update(of=("self",)).get(pk=message_id, user=actor.pk)
    now = clock.now()
    if message.replies.filter(by=actor.pk, text=text, at__gt=now - ONE_MESSAGE).exists():
        return message
    changes: dict[str, tuple[object, object]] = {"text": ("", masked(text))}
    if message.state == MessageState.TREATED:
        before = message.state
        message.state = MESSAGE.check(before, "write_again", WRITER).target
        message.treated_at, message.waits_since = None, now
        changes["state"] = (before, message.state)
        message.save(update_fields=["state", "treated_at", "waits_since"])
    MessageReply.objects.create(message=message, kind=ReplyKind.FOLLOW_UP, by_id=actor.pk, text=text, at=now)
    record_modification(actor=actor, subject=message, changes=changes, purpose="suite d’un message")
    tell_written_again(actor, message)
    return message


@service
def state_contact(
    *, actor: Person, version: int, phone: str, email: str, hours: str, notice: str = ""
) -> bool:
    """How the helpdesk is reached, on every page at once. False where it is the same.

    `version` is that of `helpdesk_contact()` as it was shown. `PermissionDenied`; `ValidationError` by field,
    or of its own where somebody else was faster.
    """
    if not actor.may(Right.EDIT_HELPDESK):
        raise PermissionDenied
    HelpdeskContact.objects.select_for_update().filter(pk=HelpdeskContact.THE_ONE).first()
    before = helpdesk_contact()
    refuse_stale(seen=version, now=before.version, changed="Ces coordonnées ont été modifiées")
    values = _checked_contact(phone, email, hours, notice)
    changes = {
        name: (getattr(before, name), value)
        for name, value in values.items()
        if getattr(before, name) != value
    }
    if not changes:
        return False
    after, _ = HelpdeskContact.objects.update_or_create(
        pk=HelpdeskContact.THE_ONE, defaults={**values, "version": before.version + 1}
    )
    record_modification(actor=actor, subject=after, changes=changes, purpose="coordonnées du helpdesk")
    return True


def _checked(category: str, text: str, files: int) -> dict[str, str]:
    problems = rules.Problems()
    if category not in MessageCategory.values:
        problems.add("category", "Dites de quoi il s’agit.")
    text = rules.prose(text)
    if not text:
        problems.add("text", "Écrivez votre message.")
    elif len(text) > MAX_TEXT:
        problems.add("text", too_long(text))
    if files > MAX_ATTACHMENTS:
        problems.add("attachments", f"{MAX_ATTACHMENTS}\u00a0fichiers au plus.")
    problems.raise_any()
    return {"category": category, "text": text}


def _own_facility(actor: Person, facility_id: int | None) -> Facility | None:
    if facility_id is None:
        return None
    found = facilities_for(actor, Right.SEE_FACILITY).filter(pk=facility_id).first()
    if found is None:
        raise ValidationError({"facility": "Choisissez un lieu de la liste."})
    return found


def _checked_contact(phone: str, email: str, hours: str, notice: str) -> dict[str, str]:
    problems = rules.Problems()
    values = {"hours": rules.one_line(hours), "notice": rules.one_line(notice)}
    for field, typed, normalised in (("phone", phone, normalised_phone), ("email", email, normalised_email)):
        with problems.gathering(field):
            values[field] = normalised(typed)
            if not values[field]:
                problems.add(field, "Cette coordonnée est sur toutes les pages d’aide\u00a0: indiquez-la.")
    if not values["hours"]:
        problems.add("hours", "Indiquez quand le helpdesk répond.")
    for field, longest in (("hours", MAX_HOURS), ("notice", MAX_NOTICE)):
        if len(values[field]) > longest:
            problems.add(field, f"{longest} caractères au plus.")
    problems.raise_any()
    return values
