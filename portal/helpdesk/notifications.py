"""What becomes of a message, told to who has to know. Neither the text nor an answer leaves the portal."""

from django.urls import reverse

from portal.helpdesk.models import FailedConversion, HelpdeskMessage
from portal.kernel.actors import Actor
from portal.kernel.days import long_date
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_HELPDESK = Group(
    "helpdesk",
    "Vos messages au helpdesk",
    "Un message que vous avez envoyé a une réponse, ou est traité\u00a0; un fichier joint est refusé.",
)
CONVERSION_SETTLED = Kind(
    "helpdesk.conversion_settled", "Votre conversion\u00a0: le helpdesk vous répond", OF_HELPDESK
)
OF_TREATING = Group(
    "helpdesk.treating",
    "Messages que vous traitez",
    "Un collègue vous confie un message, ou une personne écrit encore à propos d’un des vôtres.",
)
MESSAGE_TREATED = Kind("helpdesk.message_treated", "Votre message au helpdesk est traité", OF_HELPDESK)

ATTACHMENT_REFUSED = Kind("helpdesk.attachment_refused", "Un fichier joint est refusé", OF_HELPDESK)


MESSAGE_ANSWERED = Kind("helpdesk.message_answered", "Le helpdesk vous a répondu", OF_HELPDESK)
MESSAGE_ASSIGNED = Kind("helpdesk.message_assigned", "Un message vous est confié", OF_TREATING)
WRITTEN_AGAIN = Kind("helpdesk.written_again", "Suite d’un message au helpdesk", OF_TREATING)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(MESSAGE_TREATED, ATTACHMENT_REFUSED, MESSAGE_ANSWERED, CONVERSION_SETTLED)
    register_kinds(MESSAGE_ASSIGNED, WRITTEN_AGAIN)


def tell_message_treated(actor: Actor, message: HelpdeskMessage, *, has_answer: bool) -> None:
    answered = " La réponse est à lire sur la page de votre message." if has_answer else ""
    notify(
        actor=actor,
        kind=MESSAGE_TREATED,
        to=[message.user_id],
        text=f"Votre message du {_day(message)} est traité.{answered}",
        path=reverse("pro:message", args=[message.pk]),
    )


def tell_attachment_refused(actor: Actor, message: HelpdeskMessage) -> None:
    notify(
        actor=actor,
        kind=ATTACHMENT_REFUSED,
        to=[message.user_id],
        text=f"Un virus a été trouvé dans un fichier joint à votre message du {_day(message)}. Ce fichier "
        "n’est pas gardé\u00a0: faites contrôler votre appareil. Le message, lui, est bien arrivé.",
        path=reverse("pro:message", args=[message.pk]),
    )


def tell_answered(actor: Actor, message: HelpdeskMessage) -> None:
    notify(
        actor=actor,
        kind=MESSAGE_ANSWERED,
        to=[message.user_id],
        text=f"La réponse à votre message du {_day(message)} est à lire sur sa page.",
        path=reverse("pro:message", args=[message.pk]),
    )


def tell_assigned(actor: Actor, message: HelpdeskMessage) -> None:
    if message.taken_by_id is not None:
        notify(
            actor=actor,
            kind=MESSAGE_ASSIGNED,
            to=[message.taken_by_id],
            text=f"{actor.audit_label} vous confie un message du {_day(message)}.",
            path=_in_the_queue(message),
        )


def tell_written_again(actor: Actor, message: HelpdeskMessage) -> None:
    """Whoever has it in hand; of one that nobody has, the queue tells."""
    if message.taken_by_id is not None:
        notify(
            actor=actor,
            kind=WRITTEN_AGAIN,
            to=[message.taken_by_id],
            text=f"La personne a écrit encore à propos de son message du {_day(message)}.",
            path=_in_the_queue(message),
        )


def tell_freed(actor: Actor, found: FailedConversion) -> None:
    _tell_conversion(actor, found, "Votre numéro est libre\u00a0: vous pouvez convertir votre utilisateur.")


def tell_explained(actor: Actor, found: FailedConversion) -> None:
    _tell_conversion(
        actor, found, "L’explication est à lire sur la page où vous convertissez votre utilisateur."
    )


def _tell_conversion(actor: Actor, found: FailedConversion, text: str) -> None:
    notify(actor=actor, kind=CONVERSION_SETTLED, to=[found.user_id], text=text, path=reverse("pro:convert"))


def _in_the_queue(message: HelpdeskMessage) -> str:
    return reverse("office_queue_item", args=["messages", message.pk])


def _day(message: HelpdeskMessage) -> str:
    return long_date(message.sent_at)
