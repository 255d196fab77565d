"""How the search stands, in one look at the database: for `/readyz`, `/metrics` and OFFICE.ONE."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils import timezone

from search import changes, engines, index_states
from search.changes import Head
from search.index_states import BUILDER_PATIENCE
from search.models import IndexState


class Trouble(StrEnum):
    """What somebody should look at. Searches are answered all the same, by this engine or by the second."""

    SILENT = "worker_silent"
    LATE = "late"
    FAILING = "failing"
    REFUSED = "refused_listings"
    BREAKER = "breaker_open"


@dataclass(frozen=True, slots=True)
class Building:
    """An index that is being made again: how many documents are in, of how many."""

    built: int
    to_build: int


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """An index that a worker keeps, by the worker's last word; `breaker_reason` is of this process.

    `late_seconds` is None where the index has never been up to date, `silent_seconds` where no worker ever
    gave a sign of life.
    """

    name: str
    late_entries: int
    late_seconds: float | None
    beat_at: datetime | None
    silent_seconds: float | None
    failing_since: datetime | None
    failing_seconds: float | None
    failing_reason: str
    refused: int
    building: Building | None
    breaker_reason: str
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class SearchHealth:
    """`index` is None where the engine follows the log by itself, and nothing can be late."""

    engine: str
    head: Head
    index: IndexHealth | None

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return self.index.troubles if self.index else ()


def search_health(now: datetime | None = None) -> SearchHealth:
    """The engine of `SEARCH_ENGINE`, and how far its index is. Asks the database, never the engine."""
    engine = settings.SEARCH_ENGINE
    if engine == engines.ENGINES[0]:
        return SearchHealth(engine, changes.head(), None)
    return SearchHealth(engine, changes.head(), _index_health(engine, now or timezone.now()))


def _index_health(engine: str, now: datetime) -> IndexHealth:
    state = index_states.state_of(engine)
    lag = index_states.lag_of(state, silent_after=_seconds(settings.SEARCH_SILENT_AFTER_SECONDS), now=now)
    building = _building(state, now)
    # Nothing has changed since the worker's last word: however long ago that is, the index is up to date.
    late_seconds = 0.0 if state.caught_up_at and not lag.entries else lag.seconds
    refused = index_states.refusals(engine)
    breaker_reason = engines.breaker_reason()
    signs = {
        # Whoever makes the index again is busy with that, and gives signs of its own.
        Trouble.SILENT: lag.silent and building is None,
        Trouble.LATE: late_seconds is None or late_seconds > settings.SEARCH_LATE_AFTER_SECONDS,
        Trouble.FAILING: state.failing_since is not None,
        Trouble.REFUSED: refused > 0,
        Trouble.BREAKER: bool(breaker_reason),
    }
    return IndexHealth(
        name=state.index,
        late_entries=lag.entries,
        late_seconds=late_seconds,
        beat_at=state.beat_at,
        silent_seconds=_ago(state.beat_at, now),
        failing_since=state.failing_since,
        failing_seconds=_ago(state.failing_since, now),
        failing_reason=state.reason if state.failing_since else "",
        refused=refused,
        building=building,
        breaker_reason=breaker_reason,
        troubles=tuple(trouble for trouble, is_so in signs.items() if is_so),
    )


def _building(state: IndexState, now: datetime) -> Building | None:
    """None too where whoever made it died on the way: they don't clear the table any more."""
    alive = state.builder_beat_at is not None and now - state.builder_beat_at <= BUILDER_PATIENCE
    return Building(state.built, state.to_build) if state.builder and alive else None


def _ago(moment: datetime | None, now: datetime) -> float | None:
    return (now - moment).total_seconds() if moment else None


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
