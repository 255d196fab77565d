"""What one process does (`tests.processes`)."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402 -- after setup()
from django.db.models import F  # noqa: E402 -- after setup()

from portal.accounts import mails  # noqa: E402 -- after setup()
from portal.accounts.models import User  # noqa: E402 -- after setup()
from portal.kernel import clock  # noqa: E402 -- after setup()
from portal.kernel.actors import SystemActor  # noqa: E402 -- after setup()
from portal.notifications import mailing  # noqa: E402 -- after setup()
from portal.notifications.kinds import kind_named  # noqa: E402 -- after setup()
from portal.notifications.models import Notification  # noqa: E402 -- after setup()
from portal.notifications.services import notify  # noqa: E402 -- after setup()

KIND = kind_named("accounts.password_changed")


def prepare() -> None:
    call_command("migrate", verbosity=0)
    User.objects.create_user("aline", "aline@exemple.be")


def tell(times: int, sends_itself: bool = True) -> None:
    """Tell somebody so often; each e-mail is sent after its commit, or left to others."""
    if not sends_itself:
        mails.afterwards = lambda work: None
    assert KIND is not None
    for _ in range(times):
        notify(actor=SystemActor("essai"), kind=KIND, to=[User.objects.get().pk], text="Voilà.")
        time.sleep(0.01)
    # As a server does: the threads that send are no reason to wait.
    time.sleep(0.5)


def send(minutes_later: int = 0) -> str:
    _let_pass(minutes_later)
    said = StringIO()
    try:
        call_command("send_notifications", "--once", stdout=said)
    except CommandError as error:
        return str(error)
    return said.getvalue()


def follow(restless: bool = True) -> None:
    """As `Procfile` starts it; restless: without pauses."""
    if restless:
        mailing.POLL_SECONDS = 0.02
    call_command("send_notifications", "--follow")


def die_at(step: str) -> None:
    """Tell somebody, send it, and be killed (-9) at this step."""

    def die(*values: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    deliver = mailing._deliver
    if step == "committed":
        mails.afterwards = die
    elif step == "taken":
        mailing._deliver = die
    else:
        mailing._deliver = lambda notification: die(deliver(notification))
    tell(1)


def state() -> dict[str, int]:
    everything = Notification.objects.all()
    return {
        "told": everything.count(),
        "sent": everything.filter(mailed_at__isnull=False).count(),
        "waiting": everything.filter(mail_due_at__isnull=False).count(),
        "again": everything.filter(mail_attempts__gt=1, mailed_at__gte=F("made_at")).count(),
    }


def _let_pass(minutes: int) -> None:
    now = clock.now
    clock.now = lambda: now() + timedelta(minutes=minutes)


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb for verb in (prepare, tell, send, follow, die_at, state)
}
