"""What the workers that keep an index say of it: for `/readyz`, OFFICE.ONE and whoever watches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from search import changes
from search.changes import Head
from search.models import IndexRefusal, IndexState

# Who makes an index again says so every few seconds. Silent for so long, they are dead, and may be replaced.
BUILDER_PATIENCE = timedelta(seconds=60)


class NotMade(RuntimeError):  # noqa: N818 -- what is common to those that follow
    """An index was not made again, for a reason that may be shown; the one before stays."""


class AlreadyBuilding(NotMade):
    """Somebody makes this index again right now."""


class Replaced(NotMade):
    """We were silent for so long that somebody else makes the index again."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far an index is behind the log: numbers, and seconds since it was last seen to be up to date.

    `seconds` is None where it has never been; `silent` where the worker has given no sign of life lately.
    """

    entries: int
    seconds: float | None
    silent: bool


def state_of(engine: str) -> IndexState:
    """The state that was last recorded; an empty one, unsaved, where no worker ever ran."""
    return IndexState.objects.filter(pk=engine).first() or IndexState(engine=engine)


def lag_of(state: IndexState, *, silent_after: timedelta, now: datetime | None = None) -> Lag:
    """How late an index is, by the last word of its worker."""
    now = now or timezone.now()
    head = changes.head()
    behind = head.sequence - state.sequence if state.epoch == head.epoch else head.sequence
    silent = state.beat_at is None or now - state.beat_at > silent_after
    if behind <= 0 and not silent:
        return Lag(0, 0.0, silent)
    since = (now - state.caught_up_at).total_seconds() if state.caught_up_at else None
    return Lag(max(behind, 0), since, silent)


def record_progress(engine: str, index: str, reached: Head, *, caught_up: bool) -> None:
    """The worker lives, and has come so far."""
    now = timezone.now()
    values = {
        "index": index, "epoch": reached.epoch, "sequence": reached.sequence, "beat_at": now,
        "failing_since": None, "reason": "",
    }  # fmt: skip
    if caught_up:
        values["caught_up_at"] = now
    IndexState.objects.update_or_create(pk=engine, defaults=values)


def record_failure(engine: str, reason: str) -> None:
    """The worker lives, and can't go on: since when, and why."""
    now = timezone.now()
    with transaction.atomic():
        IndexState.objects.update_or_create(pk=engine, defaults={"beat_at": now, "reason": reason[:200]})
        IndexState.objects.filter(pk=engine, failing_since=None).update(failing_since=now)


def record_refusals(engine: str, tried: Iterable[int], refused: Mapping[int, str]) -> None:
    """Of the listings that were tried: those that were refused, and that the others are no more."""
    now = timezone.now()
    taken = [listing_id for listing_id in tried if listing_id not in refused]
    known = IndexRefusal.objects.filter(engine=engine)
    if not refused and not known.exists():
        return
    with transaction.atomic():
        for start in range(0, len(taken), changes.CHUNK):
            known.filter(listing_id__in=taken[start : start + changes.CHUNK]).delete()
        for listing_id, reason in refused.items():
            IndexRefusal.objects.update_or_create(
                engine=engine,
                listing_id=listing_id,
                defaults={"reason": reason[:100]},
                create_defaults={"reason": reason[:100], "since": now},
            )


def refusals(engine: str) -> int:
    """How many listings wait for somebody because the engine could not take them."""
    return IndexRefusal.objects.filter(engine=engine).count()


# --- Who makes the index again ------------------------------------------------------------------------


def begin_building(engine: str, builder: str, to_build: int) -> None:
    """Become the one who makes the index again. AlreadyBuilding where somebody else does, and lives."""
    now = timezone.now()
    IndexState.objects.get_or_create(pk=engine)
    free = Q(builder="") | Q(builder_beat_at__lt=now - BUILDER_PATIENCE)
    claimed = IndexState.objects.filter(free, pk=engine).update(
        builder=builder, builder_beat_at=now, built=0, to_build=to_build
    )
    if not claimed:
        raise AlreadyBuilding("L’index est déjà en train d’être refait.")


def record_building(engine: str, builder: str, built: int) -> None:
    """Still at it, and so far. Replaced where somebody else took over meanwhile."""
    ours = IndexState.objects.filter(pk=engine, builder=builder)
    if not ours.update(builder_beat_at=timezone.now(), built=built):
        raise Replaced("L’index est refait par un autre processus.")


def end_building(engine: str, builder: str) -> None:
    """Done, or given up."""
    IndexState.objects.filter(pk=engine, builder=builder).update(builder="", builder_beat_at=None)
