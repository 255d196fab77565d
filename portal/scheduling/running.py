"""Running what is due: one job at a time, each by one process at a time, whatever is killed when.

Whoever runs a job first takes its row for a while (`LEASE`). Killed in the middle, it is due again after
that, and finds what is left to do. A job that fails holds up no other; it is tried again later and later.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import F, QuerySet

from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.retries import wait_after
from portal.kernel.schedule import Job, jobs
from portal.kernel.service import service
from portal.scheduling.models import JobState, SchedulerBeat

logger = logging.getLogger(__name__)

SCHEDULER = SystemActor("travaux réguliers")
POLL_SECONDS = 20.0
# Longer than the longest job takes.
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Ran:
    """`did` is None where the job failed."""

    job: Job
    did: int | None


def run_due() -> list[Ran]:
    """Every job that is due now and that nobody else is running, in the order of their registration."""
    ran = []
    for job in jobs():
        _beat(actor=SCHEDULER, now=clock.now())
        taken = _take(actor=SCHEDULER, job=job, now=clock.now())
        if taken is not None:
            ran.append(_run(job, taken))
    return ran


def follow(sleep: Callable[[float], bool]) -> None:
    """Again and again, until `sleep(seconds)` says that it is time to end. An outage is told each time."""
    ended = False
    while not ended:
        try:
            run_due()
        except DatabaseError as error:
            connection.close()
            logger.error(
                "Les travaux réguliers attendent\u00a0: la base ne répond pas (%s).", type(error).__name__
            )
        ended = sleep(POLL_SECONDS)


def _run(job: Job, taken: JobState) -> Ran:
    try:
        did = job.run(clock.today())
    except Exception as error:
        if isinstance(error, DatabaseError):
            connection.close()
        again = _note_failed(actor=SCHEDULER, taken=taken, now=clock.now())
        logger.exception(
            "Le travail régulier «\u00a0%s\u00a0» a échoué (essai %s), nouvel essai dès %s.",
            job.title, taken.failures + 1, f"{again:%Y-%m-%d %H:%M} UTC",
        )  # fmt: skip
        return Ran(job, None)
    _note_done(actor=SCHEDULER, job=job, taken=taken, did=did, now=clock.now())
    if did:
        logger.info("%s\u00a0: %s.", job.title, did)
    return Ran(job, did)


@service
def _beat(*, actor: Actor, now: datetime) -> None:
    SchedulerBeat.objects.update_or_create(pk=SchedulerBeat.ONLY, defaults={"at": now})


@service
def _take(*, actor: Actor, job: Job, now: datetime) -> JobState | None:
    """Its row, for `LEASE`; None where it is not due, not at this hour, or another has it."""
    if now.astimezone(clock.BRUSSELS).hour not in job.hours:
        return None
    JobState.objects.get_or_create(name=job.name, defaults={"due_at": now})
    due = JobState.objects.filter(name=job.name, due_at__lte=now)
    if not due.update(due_at=now + LEASE, begun_at=now):
        return None
    return JobState.objects.get(name=job.name)


@service
def _note_done(*, actor: Actor, job: Job, taken: JobState, did: int, now: datetime) -> None:
    """The next time is reckoned from the beginning of this one."""
    begun = taken.begun_at or now
    _still(taken).update(due_at=begun + job.every, done_at=now, did=did, failing_since=None, failures=0)


@service
def _note_failed(*, actor: Actor, taken: JobState, now: datetime) -> datetime:
    """When it is tried again, later each time."""
    again = now + wait_after(taken.failures)
    _still(taken).update(due_at=again, failing_since=taken.failing_since or now, failures=F("failures") + 1)
    return again


def _still(taken: JobState) -> QuerySet[JobState]:
    """The row while it is ours: another may have taken it, where this took longer than `LEASE`."""
    return JobState.objects.filter(name=taken.name, begun_at=taken.begun_at, due_at=taken.due_at)
