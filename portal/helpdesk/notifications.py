"""What becomes of a message, told to whoever wrote it. Neither the text nor the answer leaves the portal."""

from django.urls import reverse

from portal.helpdesk.models import HelpdeskMessage
from portal.kernel.actors import Actor
from portal.kernel.days import long_date
from portal.notifications.kinds import Group, Kind, register_kinds
from portal.notifications.services import notify

OF_HELPDESK = Group(
    "helpdesk",
    "Vos messages au helpdesk",
    "Un message que vous avez envoyé est traité, ou un fichier joint est refusé.",
)
MESSAGE_TREATED = Kind("helpdesk.message_treated", "Votre message au helpdesk est traité", OF_HELPDESK)

ATTACHMENT_REFUSED = Kind("helpdesk.attachment_refused", "Un fichier joint est refusé", OF_HELPDESK)


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_kinds(MESSAGE_TREATED, ATTACHMENT_REFUSED)


def tell_message_treated(actor: Actor, message: HelpdeskMessage) -> None:
    day = long_date(message.sent_at)
    has_answer = " La réponse est à lire sur la page de votre message." if message.answer else ""
    notify(
        actor=actor,
        kind=MESSAGE_TREATED,
        to=[message.user_id],
        text=f"Votre message du {day} est traité.{has_answer}",
        path=reverse("pro:message", args=[message.pk]),
    )


def tell_attachment_refused(actor: Actor, message: HelpdeskMessage) -> None:
    day = long_date(message.sent_at)
    notify(
        actor=actor,
        kind=ATTACHMENT_REFUSED,
        to=[message.user_id],
        text=f"Un virus a été trouvé dans un fichier joint à votre message du {day}. Ce fichier n’est pas "
        "gardé\u00a0: faites contrôler votre appareil. Le message, lui, est bien arrivé.",
        path=reverse("pro:message", args=[message.pk]),
    )
