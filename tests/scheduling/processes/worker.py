"""What one process does (`tests.processes`)."""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup()
from django.test import Client  # noqa: E402 -- after setup()

from portal.accounts import mails  # noqa: E402 -- after setup()
from portal.accounts.enums import Role  # noqa: E402 -- after setup()
from portal.accounts.models import User  # noqa: E402 -- after setup()
from portal.audit.models import AuditEntry  # noqa: E402 -- after setup()
from portal.facilities.enums import AvailabilityStatus  # noqa: E402 -- after setup()
from portal.facilities.models import FreshnessReminder, Listing  # noqa: E402 -- after setup()
from portal.facilities.services import confirmation_link, open_facility, reminders  # noqa: E402
from portal.kernel import clock, schedule  # noqa: E402 -- after setup()
from portal.kernel.schedule import Job  # noqa: E402 -- after setup()
from portal.notifications.models import Notification  # noqa: E402 -- after setup()
from portal.scheduling import running  # noqa: E402 -- after setup()
from tests.facilities.making import ACTOR, make_draft, make_organiser  # noqa: E402 -- after setup()
from tests.facilities.reminded import join  # noqa: E402 -- after setup()

STATES = {"availability": AvailabilityStatus.NOW, "confirmed_on": clock.today() - timedelta(days=61)}
# E-mails have tests of their own.
mails.afterwards = lambda work: None


def prepare() -> None:
    call_command("migrate", verbosity=0)


def make(name: str, listings: int, holders: int = 2) -> list[int]:
    """Places of one organiser whose statement is due."""
    organiser = make_organiser(name)
    for number in range(holders):
        join(
            organiser.pk,
            User.objects.create_user(f"{name}-{number}", f"{name}{number}@exemple.be"),
            Role.HOLDER,
        )
    return [
        open_facility(
            actor=ACTOR, today=clock.today(),
            draft=make_draft(reference_number=f"{name}-{number}", organiser=organiser, **STATES),
        )
        for number in range(listings)
    ]  # fmt: skip


def follow(dawdle: float = 0.0, progress: str = "") -> None:
    """As `Procfile` starts it, but restless: at any hour, without pauses, and with a short lease.

    With `progress`, a file that grows by a byte with each place that was seen to.
    """
    remind = reminders.remind

    def slowly(**values: Any) -> int:
        told = remind(**values)
        if progress:
            with Path(progress).open("a") as file:
                file.write(".")
        time.sleep(dawdle)
        return told

    reminders.remind = slowly
    _restless()
    call_command("run_scheduled", "--follow")


def once() -> None:
    _restless()
    call_command("run_scheduled", "--once", stdout=sys.stderr)


def die_at(step: str) -> None:
    """Run what is due, and be killed (-9) at this step of the first reminder."""

    def die(*values: Any, **named: Any) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)

    _restless()
    if step == "job taken":
        running._run = die
    elif step == "reminders written":
        reminders.reminder_notices.tell_to_confirm = die
    elif step == "told":
        tell = reminders.reminder_notices.tell_to_confirm
        reminders.reminder_notices.tell_to_confirm = lambda *values: die(tell(*values))
    elif step == "committed":
        remind = reminders.remind
        reminders.remind = lambda **values: die(remind(**values))
    else:
        running._note_done = die
    call_command("run_scheduled", "--once", stdout=sys.stderr)


def state(ids: list[int]) -> dict[str, int]:
    asked = FreshnessReminder.objects.filter(listing__in=ids)
    told = Notification.objects.filter(about__in=ids)
    return {
        "reminders": asked.count(),
        "once": asked.values("listing", "stated_on", "user").distinct().count(),
        "told": told.count(),
        "told once": told.values("about", "user").distinct().count(),
    }


def offer(name: str) -> list[Any]:
    """A place whose holder was asked, and the secret of the link."""
    [listing_id] = make(name, 1, holders=1)
    reminders.remind(actor=ACTOR, listing_id=listing_id, today=clock.today())
    user = User.objects.get(username=f"{name}-0")
    secret = confirmation_link.make_link(
        actor=ACTOR, user_id=user.pk, listing_id=listing_id, today=clock.today()
    )
    return [listing_id, secret]


def post(secret: str, typed: dict[str, str], mine: str, other: str) -> list[Any]:
    """Answer by the link as soon as the other is ready, too; what the page said."""
    client = Client()
    client.get("/confirmer/x/", HTTP_HOST="localhost")
    Path(mine).touch()
    while not Path(other).exists():
        time.sleep(0.001)
    answer = client.post(f"/confirmer/{secret}/", typed, HTTP_HOST="localhost")
    return [answer.status_code, "servi" in answer.content.decode() or "noté" in answer.content.decode()]


def listing(listing_id: int) -> dict[str, Any]:
    found = Listing.objects.get(pk=listing_id)
    by_link = AuditEntry.objects.filter(subject_id=listing_id, actor_label__startswith="Lien envoyé")
    return {
        "availability": found.availability,
        "is confirmed": found.confirmed_on == clock.today(),
        "changes": by_link.count(),
    }


def _restless() -> None:
    running.POLL_SECONDS = 0.02
    running.LEASE = timedelta(seconds=0.5)
    only = schedule._jobs["facilities.remind"]
    schedule._jobs.clear()
    schedule.register_job(Job(only.name, only.title, timedelta(0), only.run))


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb for verb in (prepare, make, follow, once, die_at, state, offer, post, listing)
}
