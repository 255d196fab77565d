"""`/metrics`: what the processes count and how search and history stand, in Prometheus' text format.

Each process of gunicorn counts for itself; prometheus_client adds them up from files that all of them write
(`PROMETHEUS_MULTIPROC_DIR`, which `site/config/gunicorn.py` sets). Without it, as in `runserver` and in
tests, there is one process and nothing to add up.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from config.health import reading
from portal.audit.health import AuditHealth
from portal.files.health import FilesHealth
from portal.notifications.health import MailHealth
from portal.scheduling.health import ScheduleHealth
from search.health import IndexHealth, SearchHealth

NEVER = float("inf")  # above every threshold: "never yet" rings the same bell as "too long ago"


def for_monitors(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Only for who knows `METRICS_TOKEN`; for anybody where `METRICS_OPEN`. Others find nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        token = settings.METRICS_TOKEN
        given = request.headers.get("Authorization", "")
        if settings.METRICS_OPEN or (token and constant_time_compare(given, f"Bearer {token}")):
            return view(request)
        raise Http404

    return guarded


@for_monitors
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(DatabaseGauges())
    return HttpResponse(
        generate_latest(registry),
        content_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )


class DatabaseGauges:
    """What the database says of the search, the history, e-mails, jobs and held files, when asked."""

    def collect(self) -> Iterator[Metric]:
        found = reading.health()
        yield GaugeMetricFamily(
            "database_up", "1 where the database answers in time.", value=found is not None
        )
        if found is not None:
            yield from _history(found.audit)
            yield from _mail(found.mail)
            yield from _schedule(found.schedule)
            yield from _files(found.files)
            yield from _log(found.search)
        if found is not None and found.search.index is not None:
            yield from _index(found.search.index)


def _history(audit: AuditHealth) -> Iterable[Metric]:
    yield GaugeMetricFamily("audit_seals", "Number of the last seal of the history.", value=audit.seals)
    yield GaugeMetricFamily(
        "audit_unsealed_entries", "Entries of the history without a seal, up to 1,000.", value=audit.unsealed
    )
    yield GaugeMetricFamily(
        "audit_unsealed_seconds",
        "Age of the oldest of them; 0: there is none, +Inf: its moment can't be read.",
        value=NEVER if audit.unsealed_seconds is None else audit.unsealed_seconds,
    )


def _mail(mail: MailHealth) -> Iterable[Metric]:
    gauges: list[tuple[str, str, float]] = [
        ("notifications_mail_waiting", "E-mails of notifications that wait to be sent.", mail.waiting),
        (
            "notifications_mail_waiting_seconds",
            "Since when the oldest of them waits; 0: there is none.",
            mail.waiting_seconds,
        ),
        ("notifications_mail_given_up", "E-mails that were given up after days.", mail.given_up),
    ]
    for name, help_text, value in gauges:
        yield GaugeMetricFamily(name, help_text, value=value)


def _files(files: FilesHealth) -> Iterable[Metric]:
    yield GaugeMetricFamily("files_held", "Files that wait for the virus scanner.", value=files.held)
    yield GaugeMetricFamily(
        "files_held_seconds",
        "Since when the oldest of them waits; 0: there is none.",
        value=files.held_seconds,
    )


def _schedule(schedule: ScheduleHealth) -> Iterable[Metric]:
    silent = schedule.silent_seconds
    yield GaugeMetricFamily(
        "scheduler_silent_seconds",
        "Seconds since the last sign of life of a scheduler; +Inf: there has been none.",
        value=NEVER if silent is None else silent,
    )
    done = GaugeMetricFamily(
        "scheduled_job_done_seconds", "Seconds since each job was last done; +Inf: never.", labels=["job"]
    )
    failing = GaugeMetricFamily(
        "scheduled_job_failing_seconds", "For how long each job has failed; 0: it does not.", labels=["job"]
    )
    for job in schedule.jobs:
        done.add_metric([job.name], NEVER if job.done_seconds is None else job.done_seconds)
        failing.add_metric([job.name], job.failing_seconds)
    yield from (done, failing)


def _log(found: SearchHealth) -> Iterable[Metric]:
    yield GaugeMetricFamily(
        "search_log_head", "Number of the last entry of the change log.", value=found.head.sequence
    )


def _index(index: IndexHealth) -> Iterable[Metric]:
    building = index.building
    gauges: list[tuple[str, str, float]] = [
        ("search_index_behind_entries", "Changes that the index lacks.", index.late_entries),
        (
            "search_index_behind_seconds",
            "Seconds since the index was up to date; 0: it is, +Inf: it has never been.",
            NEVER if index.late_seconds is None else index.late_seconds,
        ),
        (
            "search_index_worker_silent_seconds",
            "Seconds since the worker's last sign of life; +Inf: there has been none.",
            NEVER if index.silent_seconds is None else index.silent_seconds,
        ),
        ("search_index_failing", "1 where the worker lives and can't go on.", bool(index.failing_since)),
        ("search_index_refused_listings", "Listings that the engine could not take.", index.refused),
        ("search_index_rebuilding", "1 while the index is made again.", building is not None),
        ("search_index_rebuild_built", "Documents in the new index.", building.built if building else 0),
        ("search_index_rebuild_total", "Documents to take in.", building.to_build if building else 0),
    ]
    for name, help_text, value in gauges:
        yield GaugeMetricFamily(name, help_text, value=value)
