"""`/healthz` and `/readyz`: does this process live, and can it serve? For load balancers and monitors.

Both are asked by address, often without HTTPS: see `MACHINE_PATHS` in the settings.
"""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from portal.audit.health import AuditHealth, audit_health
from portal.files.health import FilesHealth, files_health
from portal.notifications.health import MailHealth, mail_health
from portal.scheduling.health import JobHealth, ScheduleHealth, schedule_health
from search.health import Building, IndexHealth, SearchHealth, search_health

# Whoever asks has little patience: a database that is silent for so long does not answer.
PATIENCE_SECONDS = 2.0


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives and has a free thread. Nothing else is touched."""
    return _unkept(HttpResponse("ok", content_type="text/plain; charset=utf-8"))


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 where the database does not answer; else 200, also while something is late: people are served."""
    found = reading.health()
    if found is None:
        return _unkept(JsonResponse({"status": "unavailable", "database": "no answer"}, status=503))
    report: dict[str, Any] = {
        "status": "degraded" if found.troubles else "ready",
        "troubles": list(found.troubles),
        "database": "ok",
        "search": {"engine": found.search.engine, "log": found.search.head.sequence},
        "history": {
            "seals": found.audit.seals,
            "unsealed": {
                "entries": found.audit.unsealed,
                "seconds": _rounded(found.audit.unsealed_seconds),
            },
        },
        "mail": {
            "waiting": {"e-mails": found.mail.waiting, "seconds": _rounded(found.mail.waiting_seconds)},
            "given_up": found.mail.given_up,
        },
        "files": {"held": found.files.held, "seconds": _rounded(found.files.held_seconds)},
        "schedule": {
            "silent_seconds": _rounded(found.schedule.silent_seconds),
            "jobs": {job.name: _job(job) for job in found.schedule.jobs},
        },
    }
    if found.search.index:
        report["search"] |= _index(found.search.index)
    return _unkept(JsonResponse(report))


def _job(job: JobHealth) -> dict[str, float | None]:
    return {
        "done_seconds_ago": _rounded(job.done_seconds),
        "failing_seconds": _rounded(job.failing_seconds) or None,
    }


def _index(index: IndexHealth) -> dict[str, Any]:
    return {
        "index": index.name or None,
        "behind": {"entries": index.late_entries, "seconds": _rounded(index.late_seconds)},
        "worker": {
            "last_sign_of_life": _moment(index.beat_at),
            "seconds_ago": _rounded(index.silent_seconds),
        },
        "failing": {"since": _moment(index.failing_since), "reason": index.failing_reason}
        if index.failing_since
        else None,
        "refused_listings": index.refused,
        "rebuild": _rebuild(index.building),
        "breaker": {"open": bool(index.breaker_reason), "reason": index.breaker_reason or None},
    }


def _rebuild(building: Building | None) -> dict[str, int] | None:
    return {"built": building.built, "to_build": building.to_build} if building else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


# --- A database that may be silent ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """What the database says of the search, the history, e-mails, regular jobs, files that are held."""

    search: SearchHealth
    audit: AuditHealth
    mail: MailHealth
    schedule: ScheduleHealth
    files: FilesHealth

    @property
    def troubles(self) -> tuple[str, ...]:
        parts = (self.search, self.audit, self.mail, self.schedule, self.files)
        return tuple(trouble for part in parts for trouble in part.troubles)


class _Look(threading.Thread):
    """One look, over a connection of its own, which may never come back."""

    def __init__(self) -> None:
        super().__init__(name="health-look", daemon=True)
        self.found: Health | None = None

    def run(self) -> None:
        try:
            self.found = Health(
                search_health(), audit_health(), mail_health(), schedule_health(), files_health()
            )
        except Error:
            # Told by `found`; the pages that need the database log what is wrong with it.
            self.found = None
        finally:
            connection.close()


class Reading:
    """Reads in the background for so long and no longer: drivers may wait for minutes on a silent network.

    At most one look is under way in a process, shared by all who ask, so that an outage piles up nothing.
    """

    def __init__(self, seconds: float = PATIENCE_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._look: _Look | None = None

    def health(self) -> Health | None:
        """How all stands; None where the database does not answer, not in time, or not rightly."""
        with self._lock:
            if self._look is None or not self._look.is_alive():
                self._look = _Look()
                self._look.start()
            look = self._look
        look.join(self._seconds)
        return look.found


reading = Reading()
