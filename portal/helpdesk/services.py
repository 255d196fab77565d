"""Writing to the helpdesk, treating what was written, and saying how the helpdesk is reached."""

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
from portal.helpdesk.access import helpdesk_contact, messages_for
from portal.helpdesk.attachments import ROOM
from portal.helpdesk.enums import MessageCategory, MessageState
from portal.helpdesk.models import HelpdeskContact, HelpdeskMessage, MessageAttachment
from portal.helpdesk.notifications import tell_message_treated
from portal.helpdesk.pages import page_of_ours
from portal.helpdesk.workflow import MESSAGE
from portal.kernel import clock
from portal.kernel.service import service

MAX_TEXT = 5_000
MAX_ATTACHMENTS = 5
MAX_HOURS, MAX_NOTICE = 200, 300
# The same message again within this time is the same click, not another message.
ONE_MESSAGE = timedelta(minutes=10)
_STALE = (
    "Ces coordonnées ont été modifiées entre-temps par quelqu’un d’autre. Rien n’est enregistré\u00a0: "
    "rechargez la page pour voir la version actuelle."
)


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
    message = HelpdeskMessage.objects.create(
        user_id=actor.pk, facility=facility, page=page_of_ours(page), sent_at=clock.now(), **values
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
def take_up_message(*, actor: Person, message_id: int) -> HelpdeskMessage:
    """« En cours »: its writer sees that somebody is on it, colleagues see who.

    `HelpdeskMessage.DoesNotExist` where the actor may not; `TransitionRefused` where it is so already.
    """
    return _move(actor, message_id, "take_up", "message pris en charge")


@service
def treat_message(*, actor: Person, message_id: int, answer: str = "") -> HelpdeskMessage:
    """« Traité », with an answer (plain text, none where one has called): its writer is notified.

    `HelpdeskMessage.DoesNotExist` where the actor may not; `TransitionRefused` where it was treated already;
    `ValidationError` by field.
    """
    answer = _prose("answer", answer)
    return _move(actor, message_id, "treat", "message traité", answer)


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
    if version != before.version:
        raise ValidationError(_STALE, code="stale")
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
        problems.add("text", _too_long(text))
    if files > MAX_ATTACHMENTS:
        problems.add("attachments", f"{MAX_ATTACHMENTS}\u00a0fichiers au plus.")
    problems.raise_any()
    return {"category": category, "text": text}


def _prose(field: str, text: str) -> str:
    text = rules.prose(text)
    if len(text) > MAX_TEXT:
        raise ValidationError({field: _too_long(text)})
    return text


def _too_long(text: str) -> str:
    return f"Ce texte compte {len(text)} caractères\u00a0: {MAX_TEXT} au plus."


def _own_facility(actor: Person, facility_id: int | None) -> Facility | None:
    if facility_id is None:
        return None
    found = facilities_for(actor, Right.SEE_FACILITY).filter(pk=facility_id).first()
    if found is None:
        raise ValidationError({"facility": "Choisissez un lieu de la liste."})
    return found


def _move(actor: Person, message_id: int, name: str, purpose: str, answer: str = "") -> HelpdeskMessage:
    message = (
        HelpdeskMessage.objects.select_for_update(of=("self",))
        .filter(pk__in=messages_for(actor).order_by().values("pk"))
        .get(pk=message_id)
    )
    before = message.state
    message.state = MESSAGE.check(before, name, _role_of(actor)).target
    message.taken_by_id = actor.pk
    changes: dict[str, tuple[object, object]] = {"state": (before, message.state)}
    if message.state == MessageState.TREATED:
        message.treated_at, message.answer = clock.now(), answer
        changes["answer"] = ("", masked(answer))
    message.save(update_fields=["state", "taken_by", "treated_at", "answer"])
    record_modification(actor=actor, subject=message, changes=changes, purpose=purpose)
    if message.state == MessageState.TREATED:
        tell_message_treated(actor, message)
    return message


def _role_of(actor: Person) -> str:
    """By which function the actor treats messages; they have one, or would have found none."""
    return next(held.role.value for _, held in actor.rights(Right.TREAT_MESSAGES))


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
