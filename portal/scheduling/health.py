"""How the scheduler stands, in one look at the database: for `/readyz` and `/metrics`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from portal.kernel import clock
from portal.kernel.schedule import jobs
from portal.scheduling.models import JobState, SchedulerBeat


class ScheduleTrouble(StrEnum):
    """What somebody should look at; people are served all the same."""

    SILENT = "scheduler_silent"
    FAILING = "job_failing"


@dataclass(frozen=True, slots=True)
class JobHealth:
    """Of one job: seconds since it was last done (None: never), and since it fails (0: it does not)."""

    name: str
    done_seconds: float | None
    did: int
    failing_seconds: float


@dataclass(frozen=True, slots=True)
class ScheduleHealth:
    """`silent_seconds` since the last sign of life of a scheduler; None: there has been none."""

    silent_seconds: float | None
    jobs: tuple[JobHealth, ...]

    @property
    def troubles(self) -> tuple[ScheduleTrouble, ...]:
        after = settings.SCHEDULER_SILENT_AFTER_SECONDS
        silent = self.silent_seconds is None or self.silent_seconds > after
        failing = any(job.failing_seconds for job in self.jobs)
        found = ((ScheduleTrouble.SILENT, silent), (ScheduleTrouble.FAILING, failing))
        return tuple(trouble for trouble, is_so in found if is_so)


def schedule_health(now: datetime | None = None) -> ScheduleHealth:
    """Of the jobs that are registered; those of former releases are left out."""
    now = now or clock.now()
    beat = SchedulerBeat.objects.filter(pk=SchedulerBeat.ONLY).values_list("at", flat=True).first()
    states = JobState.objects.in_bulk([job.name for job in jobs()])
    return ScheduleHealth(
        _seconds(beat, now),
        tuple(_of(states.get(job.name) or JobState(name=job.name), now) for job in jobs()),
    )


def _of(state: JobState, now: datetime) -> JobHealth:
    failing = _seconds(state.failing_since, now)
    # A failure of this very moment is one, too.
    return JobHealth(
        state.name, _seconds(state.done_at, now), state.did, 0.0 if failing is None else max(failing, 0.001)
    )


def _seconds(moment: datetime | None, now: datetime) -> float | None:
    return max((now - moment).total_seconds(), 0.0) if moment else None
