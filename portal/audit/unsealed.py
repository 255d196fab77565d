"""Which entries have no seal yet: found by what has no seal, whatever its id, and without reading the rest.

An anti-join over the whole history would read all of it every few seconds. Ids can't be followed: PostgreSQL
draws them in one order and commits them in another. But an id is given once, to one entry, and no entry and
no seal is ever removed. So an id that has a seal needs no second look, and only two kinds of ids are left:

* those above the highest id that has a seal;
* those below it without a seal. They are written down (`SealGap`) by the transaction that makes another id
  the highest, and taken out by the one that seals them.

Each id has a seal, or is in a gap, or is above all seals: true before the first seal, and kept by every
transaction that seals. An entry committed late, under whatever id, is therefore found, without any assumption
on who commits when. A roll-back on PostgreSQL leaves a gap for ever: one row, and one look into the index of
the entries each time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from portal.audit.chain import is_of_the_row
from portal.audit.models import AuditEntry, AuditSeal, SealGap

LOWEST_ID = -(2**63)
# So many are counted and no more: whoever watches is told at once, also after months without a sealer.
COUNTED_AT_MOST = 1_000

# CROSS JOIN, so that SQLite begins with the gaps.
_IN_GAPS = """
    SELECT entry.id, gap.first_id, gap.last_id
    FROM audit_sealgap gap CROSS JOIN audit_auditentry entry
    WHERE entry.id BETWEEN gap.first_id AND gap.last_id
    LIMIT %s
"""
_STEPS = """
    SELECT before, entry_id
    FROM (SELECT entry_id, LAG(entry_id) OVER (ORDER BY entry_id) AS before FROM audit_auditseal) steps
    WHERE before IS NULL OR entry_id > before + 1
"""


class Stretch(NamedTuple):
    """Ids without a seal, both included; `last` is None above all seals."""

    first: int
    last: int | None


class Waiting(NamedTuple):
    """An entry without a seal, and the stretch that it was found in."""

    entry_id: int
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Entries without a seal; the moment of the oldest, None if there is none or it can't be read."""

    count: int
    since: datetime | None

    def age(self, now: datetime) -> timedelta | None:
        """How long the oldest has waited: 0 where there is none, None where its moment can't be read."""
        if self.since is None:
            return None if self.count else timedelta(0)
        return max(timedelta(0), now - self.since)


def waiting(limit: int) -> list[Waiting]:
    """Entries without a seal, by id, at most `limit`; those that were committed late come first."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_GAPS, [limit])
        late = sorted(Waiting(found, Stretch(first, last)) for found, first, last in cursor.fetchall())
    stretch = _above_all_seals()
    above = AuditEntry.objects.filter(pk__gte=stretch.first).order_by("pk").values_list("pk", flat=True)
    return late + [Waiting(entry_id, stretch) for entry_id in above[: limit - len(late)]]


def close(sealed: Iterable[Waiting]) -> None:
    """These have a seal now: called in the transaction that gave it to them."""
    stretches: dict[Stretch, list[int]] = defaultdict(list)
    for entry_id, stretch in sealed:
        stretches[stretch].append(entry_id)
    SealGap.objects.filter(first_id__in=[stretch.first for stretch in stretches]).delete()
    SealGap.objects.bulk_create(
        [gap for stretch, ids in stretches.items() for gap in _pieces(stretch, sorted(ids))]
    )


def gaps_are_true() -> bool:
    """Whether the gaps that are written down are those between the seals. Reads all seals: now and then."""
    noted = SealGap.objects.order_by("first_id").values_list("first_id", "last_id")
    return list(noted) == [(gap.first_id, gap.last_id) for gap in _gaps_between_seals()]


def write_gaps_again() -> None:
    """From the seals themselves, after somebody has worked in the database by hand."""
    SealGap.objects.all().delete()
    SealGap.objects.bulk_create(_gaps_between_seals(), batch_size=1_000)


def first_unsealed() -> Unsealed:
    """At a glance, for whoever asks often: of the first `COUNTED_AT_MOST`, by id, without a seal."""
    ids = [entry_id for entry_id, _ in waiting(COUNTED_AT_MOST)]
    return _told(AuditEntry.objects.filter(pk__in=ids)) if ids else Unsealed(0, None)


def all_unsealed() -> Unsealed:
    """By looking at every entry, and believing no gap: for whoever verifies."""
    sealed = AuditSeal.objects.filter(entry_id=OuterRef("pk"))
    return _told(AuditEntry.objects.filter(~Exists(sealed)))


def _above_all_seals() -> Stretch:
    highest = AuditSeal.objects.aggregate(highest=Max("entry_id"))["highest"]
    return Stretch(LOWEST_ID if highest is None else highest + 1, None)


def _pieces(stretch: Stretch, taken: list[int]) -> Iterator[SealGap]:
    """What is left of a stretch without those taken, which are in order; above them nothing is a gap yet."""
    first, last = stretch.first, taken[-1] if stretch.last is None else stretch.last
    for entry_id in taken:
        if first < entry_id:
            yield SealGap(first_id=first, last_id=entry_id - 1)
        first = entry_id + 1
    if first <= last:
        yield SealGap(first_id=first, last_id=last)


def _gaps_between_seals() -> list[SealGap]:
    with connection.cursor() as cursor:
        cursor.execute(_STEPS)
        steps = sorted(
            (LOWEST_ID if before is None else before + 1, entry_id) for before, entry_id in cursor.fetchall()
        )
    return [SealGap(first_id=first, last_id=entry_id - 1) for first, entry_id in steps if first < entry_id]


def _told(entries: QuerySet[AuditEntry]) -> Unsealed:
    try:
        return Unsealed(**entries.aggregate(count=Count("pk"), since=Min("at")))
    except Exception as error:
        # SQLite keeps whatever somebody wrote into a moment by hand.
        if not is_of_the_row(error):
            raise
        return Unsealed(entries.count(), None)
