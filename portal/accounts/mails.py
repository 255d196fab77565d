"""E-mails of the portals: in text and in HTML, sent now or afterwards, never told in a log."""

import logging
import threading
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from portal.accounts.models import User

logger = logging.getLogger(__name__)


def send(template: str, to: str, subject: str, context: dict[str, Any]) -> bool:
    """One e-mail, as `deliver`. False where the mail server did not take it: whoever waits for it is told."""
    try:
        deliver(template, to, subject, context)
    except (OSError, SMTPException) as error:
        # By its kind alone: a refusal repeats the address.
        logger.error("Un e-mail (%s) n’a pas pu partir\u00a0: %s", template, type(error).__name__)
        return False
    return True


def deliver(template: str, to: str, subject: str, context: dict[str, Any], *, message_id: str = "") -> None:
    """Hand one e-mail of `emails/<template>.txt` and `.html` to the mail server; raises what it says.

    Addresses in it are those of BASE_URL, whatever host name the request named. Of one `message_id`, a
    mailbox may show one e-mail, however often it is sent.
    """
    context = context | {"base_url": settings.BASE_URL}
    # Out-of-office programs leave it unanswered.
    headers = {"Auto-Submitted": "auto-generated"} | ({"Message-ID": message_id} if message_id else {})
    mail = EmailMultiAlternatives(
        subject,
        render_to_string(f"emails/{template}.txt", context),
        to=[to],
        headers=headers,
    )
    mail.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    mail.send()


def send_password_link(user: User) -> bool:
    """The link to a new password, which serves once, within an hour."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("accounts:new_password", args=[key, default_token_generator.make_token(user)])
    return send("new_password", user.email, "Votre nouveau mot de passe pour PRO.ONE", {"path": path})


def afterwards(work: Callable[[], None]) -> None:
    """Do it beside the answer, which tells nothing: neither how long it takes nor whether there was work.

    For what may be asked for again, or is done by another process, if this one ends meanwhile.
    """
    if settings.MAIL_IN_BACKGROUND:
        # A process that ends waits for it: a command's end would cut an e-mail in the middle.
        threading.Thread(target=_alone, args=(work,), name="mail", daemon=False).start()
    else:
        work()


def _alone(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        logger.exception("Un envoi en arrière-plan a échoué")
    finally:
        connection.close()
