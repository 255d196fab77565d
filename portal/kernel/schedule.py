"""What is done again and again without anybody asking: each app registers its jobs, one command runs them.

A job may be run at any moment, twice, by two processes at once, or be killed in the middle: it finds what is
to be done in the data, and does each of it once. `portal.scheduling` runs them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

# At any hour.
ALWAYS = range(24)


@dataclass(frozen=True, slots=True)
class Job:
    """`title` in French; `run(today)` returns how many things it did, `today` being the day in Brussels.

    It is run when the last time is `every` ago, at one of these `hours` in Brussels; after a stop, once.
    """

    name: str
    title: str
    every: timedelta
    run: Callable[[date], int]
    hours: range = ALWAYS


_jobs: dict[str, Job] = {}


def register_job(job: Job) -> None:
    """Called in `AppConfig.ready()`; a name is one job's."""
    if _jobs.setdefault(job.name, job) != job:
        raise ValueError(f"{job.name} is another job already")


def jobs() -> tuple[Job, ...]:
    """In the order of their registration."""
    return tuple(_jobs.values())
