"""The change log: the only way into an index, and the order in which everything happened.

A service that changes what a document shows calls `append` as its **last** statement, in its own
transaction. `append` takes the one row of the counter and keeps it until the commit, so that entries are
committed in the order of their numbers: a reader that has seen number *n* has seen all that came before, and
no cursor ever skips an entry. (Numbers drawn from a sequence do not have this property: they are drawn in
one order and committed in another.) A number may have no entry (`take_number`); numbers never go back.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from search.models import Change

# Bulk work commits after at most so many listings: the counter's row is every writer's bottleneck.
CHUNK = 500
# Ids in one IN (…): far below the number of parameters that SQLite and PostgreSQL accept.
_IDS_A_QUERY = 5_000

_CREATE = (
    "INSERT INTO search_changecounter (singleton, epoch, last_sequence) VALUES (true, %s, 0)"
    " ON CONFLICT DO NOTHING"
)
_TAKE = "UPDATE search_changecounter SET last_sequence = last_sequence + %s RETURNING last_sequence"
_HEAD = "SELECT epoch, last_sequence FROM search_changecounter"


class Head(NamedTuple):
    """Where the log stands: its epoch, and the last number that was taken and committed (0: none yet)."""

    epoch: str
    sequence: int


class AppendOutsideTransaction(RuntimeError):  # noqa: N818 -- names what happened
    """`append` was called without a transaction: the change and its entry could part."""


def append(listing_ids: Iterable[int]) -> int:
    """Say that the documents of these listings must be made again; returns the number of the last entry.

    Call it as the last statement of the transaction that made the change: every other writer waits from
    here to the commit. Twice the same id is one entry. Work on many listings commits in chunks of at most
    `CHUNK`; one change that touches more of them at once (an organiser's name) is one call all the same.
    """
    if not connection.in_atomic_block:
        raise AppendOutsideTransaction("The change and its log entry must be one transaction.")
    ids = sorted(set(listing_ids))
    if not ids:
        return head().sequence
    (last,) = _counter(_TAKE, [len(ids)])
    first = last - len(ids) + 1
    Change.objects.bulk_create(
        [Change(sequence=first + index, listing_id=listing_id) for index, listing_id in enumerate(ids)],
        batch_size=CHUNK,
    )
    return int(last)


def take_number() -> Head:
    """Take a number without an entry, in a transaction of its own: the head that the log has by it.

    What is committed under lower numbers is all there from then on, and nobody else ever has this number: an
    engine names by it what it makes from the database now. Whoever follows the log sees its head move, looks,
    and finds no listing changed.
    """
    with transaction.atomic(durable=True):
        (sequence,) = _counter(_TAKE, [1])
        # The row is held from the first statement: the epoch is that of the number.
        epoch, _ = _counter(_HEAD)
    return Head(epoch, sequence)


def head() -> Head:
    """The log's epoch and last number: one query on one row, for every search to ask."""
    epoch, sequence = _counter(_HEAD)
    return Head(epoch, sequence)


def since(sequence: int, limit: int = 1_000) -> list[tuple[int, int]]:
    """The entries after number `sequence`, oldest first, at most `limit`: (number, listing id)."""
    entries = Change.objects.filter(sequence__gt=sequence).order_by("sequence")
    return list(entries.values_list("sequence", "listing_id")[:limit])


def listings_since(sequence: int) -> list[int]:
    """The listings with an entry after number `sequence`: each once, by id."""
    entries = Change.objects.filter(sequence__gt=sequence).order_by("sequence")
    # Not DISTINCT: SQLite would walk the whole log by listing to find the last few entries.
    return sorted(set(entries.values_list("listing_id", flat=True)))


def last_sequence_of(listing_ids: Iterable[int]) -> dict[int, int]:
    """The version of each listing: the number of its last entry, 0 for one that never had any."""
    ids = list(listing_ids)
    versions = dict.fromkeys(ids, 0)
    for chunk in _chunks(ids, _IDS_A_QUERY):
        last = Change.objects.filter(listing_id__in=chunk).order_by().values("listing_id")
        versions.update(last.annotate(last=Max("sequence")).values_list("listing_id", "last"))
    return versions


def new_epoch() -> str:
    """Start a new epoch, after a restore: every engine that followed the old one rebuilds by itself.

    The numbers go on from where they are: versions never go back.
    """
    name = _random_epoch()
    with transaction.atomic(), connection.cursor() as cursor:
        _create_counter()
        cursor.execute("UPDATE search_changecounter SET epoch = %s", [name])
    return name


def _counter(sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...]:
    rows = _rows(sql, params)
    if not rows:
        _create_counter()
        rows = _rows(sql, params)
    return rows[0]


def _create_counter() -> None:
    """Whoever comes first creates the row; the others wait for its transaction and find it."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE, [_random_epoch()])


def _random_epoch() -> str:
    return secrets.token_hex(8)


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        # All of them: a statement with RETURNING ends only when its rows have been read.
        return cursor.fetchall()


def _chunks(ids: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
