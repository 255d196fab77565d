"""The e-mails of notifications: each is sent until the mail server has taken it, and then no more.

Who sends one first takes its row for a while (`LEASE`): the process that notified, right after its commit,
or `send_notifications`, for what is left. Killed at any moment, nothing is lost; an e-mail goes out twice
only if its sender ends between the mail server's yes and our note of it: both have one `Message-ID` then.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F
from django.urls import reverse

from portal.accounts import mails
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.retries import wait_after
from portal.kernel.service import service
from portal.notifications.kinds import kind_named
from portal.notifications.models import Notification

logger = logging.getLogger(__name__)

SENDER = SystemActor("notifications")
AT_ONCE = 50
POLL_SECONDS = 5.0
# While neither the mail server nor the database answers.
OUTAGE_SECONDS = 60.0
# Longer than the slowest mail server may take for one e-mail (EMAIL_TIMEOUT, for each of its answers).
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=3)
# So many threads of a web process send at once, each with a connection to the database.
_hands = threading.BoundedSemaphore(2)
# The server has answered: it is this e-mail that it does not want.
_OF_THIS_MAIL = (SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPSenderRefused)


class _NothingToSay(Exception):  # noqa: N818 -- no error
    """Nothing waits for this person any more (see `MailLink.path_for`)."""


@dataclass(slots=True)
class Round:
    """What was done of what waited. `outage`: the mail server did not answer, the rest was not tried."""

    sent: int = 0
    failed: int = 0
    outage: bool = False
    more: bool = False


def send_these(ids: Iterable[int]) -> None:
    """Try what was just committed, once: the rest is for `send_notifications`, in an outage or in a rush."""
    if _hands.acquire(blocking=False):
        try:
            _send(ids)
        finally:
            _hands.release()


def send_due() -> Round:
    """Try what is due now, the longest due first: up to `AT_ONCE`."""
    due = Notification.objects.filter(mail_due_at__lte=clock.now()).order_by("mail_due_at", "pk")
    ids = list(due.values_list("pk", flat=True)[:AT_ONCE])
    done = _send(ids)
    done.more = len(ids) == AT_ONCE and not done.outage
    return done


def follow(sleep: Callable[[float], bool]) -> None:
    """Round by round, until `sleep(seconds)` says that it is time to end."""
    ended = False
    while not ended:
        ended = sleep(_one_round())


def _one_round() -> float:
    """Seconds until the next one. A fault of ours must not end the work: it is told in full."""
    try:
        done = send_due()
    except DatabaseError as error:
        connection.close()
        logger.error("Les e-mails attendent\u00a0: la base ne répond pas (%s).", type(error).__name__)
        return OUTAGE_SECONDS
    except Exception:
        logger.exception("Erreur inattendue en envoyant les notifications")
        return OUTAGE_SECONDS
    if done.outage:
        return OUTAGE_SECONDS
    return 0.0 if done.more else POLL_SECONDS


def _send(ids: Iterable[int]) -> Round:
    done = Round()
    for notification_id in ids:
        taken = _take(actor=SENDER, notification_id=notification_id, now=clock.now())
        if taken is None:
            continue
        error = _try(taken)
        if isinstance(error, _NothingToSay):
            _note_unwanted(actor=SENDER, taken=taken)
            continue
        if error is None:
            _note_sent(actor=SENDER, sent=taken)
            done.sent += 1
            continue
        _tell(taken, error, _note_failed(actor=SENDER, failed=taken, now=clock.now()))
        done.failed += 1
        if isinstance(error, OSError) and not isinstance(error, _OF_THIS_MAIL):
            done.outage = True
            break
    return done


def _try(notification: Notification) -> Exception | None:
    """None: the mail server has taken it. Whatever else happens, the e-mail waits for another time, and those
    behind it for nothing."""
    try:
        notification.link_path = _link_path(notification)
        _deliver(notification)
    except Exception as error:  # noqa: BLE001 -- told by `_tell`
        return error
    return None


def _link_path(taken: Notification) -> str:
    """The page of its personal link; empty where it has none."""
    kind = kind_named(taken.kind)
    if not kind or not kind.mail_link or taken.about is None:
        return ""
    path = kind.mail_link.path_for(taken.user_id, taken.about)
    if path is None:
        raise _NothingToSay
    return path


def _deliver(notification: Notification) -> None:
    kind = kind_named(notification.kind)
    context: dict[str, Any] = {
        "name": notification.user.get_full_name(),
        "title": notification.title,
        "text": notification.text,
        "path": notification.path,
        "link_path": notification.link_path,
        "link": kind.mail_link if kind else None,
        "is_security": kind is not None and kind.group.always,
        "preferences": reverse("pro:preferences"),
    }
    mails.deliver(
        "notification",
        notification.user.email,
        notification.title,
        context,
        message_id=f"<notification-{notification.pk}@{urlsplit(settings.BASE_URL).hostname}>",
    )


@service
def _take(*, actor: Actor, notification_id: int, now: datetime) -> Notification | None:
    """Its row, for `LEASE`; None where another has it, or where there is nothing to send any more."""
    due = Notification.objects.filter(pk=notification_id, mail_due_at__lte=now)
    if not due.update(mail_due_at=now + LEASE, mail_attempts=F("mail_attempts") + 1):
        return None
    taken = Notification.objects.select_related("user").get(pk=notification_id)
    if not taken.user.is_active or not taken.user.email:
        # Became so meanwhile: as if no e-mail had been wanted.
        Notification.objects.filter(pk=notification_id).update(mail_due_at=None, mail_attempts=0)
        return None
    return taken


@service
def _note_unwanted(*, actor: Actor, taken: Notification) -> None:
    """What it asked for was done meanwhile: as if no e-mail had been wanted."""
    _still(taken).update(mail_due_at=None, mail_attempts=0)


@service
def _note_sent(*, actor: Actor, sent: Notification) -> None:
    _still(sent).update(mail_due_at=None, mailed_at=clock.now())


@service
def _note_failed(*, actor: Actor, failed: Notification, now: datetime) -> datetime | None:
    """When it is tried again, later each time; None: given up."""
    if now - failed.made_at > GIVE_UP_AFTER:
        _still(failed).update(mail_due_at=None, mail_given_up_at=now)
        return None
    again = now + wait_after(failed.mail_attempts - 1)
    _still(failed).update(mail_due_at=again)
    return again


@service
def try_again(*, actor: Actor) -> int:
    """What was given up is due now, and what waits for long; how many were given up.

    Not what somebody may be sending at this moment (`LEASE`): it is due again soon by itself.
    """
    now = clock.now()
    Notification.objects.filter(mail_due_at__gt=now + LEASE).update(mail_due_at=now)
    given_up = Notification.objects.filter(mail_given_up_at__isnull=False)
    return given_up.update(mail_due_at=now, mail_given_up_at=None)


def _still(taken: Notification) -> Any:
    """The row while it is ours: another may have taken it, where this attempt took longer than `LEASE`."""
    return Notification.objects.filter(
        pk=taken.pk, mail_attempts=taken.mail_attempts, mail_due_at=taken.mail_due_at
    )


def _tell(failed: Notification, error: Exception, again: datetime | None) -> None:
    """By the kind of error alone: a refusal repeats the address."""
    what = "Nouvel essai plus tard." if again else "Abandonné\u00a0: voir send_notifications --again."
    logger.error(
        "L’e-mail de la notification n°\u00a0%s n’a pas pu partir (essai %s)\u00a0: %s. %s",
        failed.pk,
        failed.mail_attempts,
        type(error).__name__,
        what,
        # A fault of ours, not of a mail server.
        exc_info=None if isinstance(error, OSError) else error,
    )
