"""The chain over the history: what a link is made of, and how far the chain goes.

A link is made of everything that an entry says and of the link before it. Whoever changes an entry, takes one
out or puts one in between breaks the chain from there on, or has to make it again up to its head; the heads
that were exported in time then tell (`portal.audit.heads`).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import DatabaseError, DataError, InternalError, connection, transaction

from portal.audit.models import AuditEntry, AuditSeal

# What the first link is made of.
ORIGIN = "0" * 64
# Stands in every content: another way to write one gets another number.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link: whoever keeps it elsewhere can tell later that nothing before it has changed."""

    number: int
    link: str


def head() -> ChainHead:
    """The last link there is; number 0 where nothing is sealed."""
    last = AuditSeal.objects.order_by("-number").first()
    return ChainHead(last.number, last.link) if last else ChainHead(0, ORIGIN)


def has(known: ChainHead) -> bool:
    """Whether the chain still goes through this head of an earlier time."""
    return AuditSeal.objects.filter(number=known.number, link=known.link).exists()


def link_of(content: str, before: str) -> str:
    """64 hexadecimal digits made of the content of an entry, and of the link before it."""
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()


def contents_of(entry_ids: Sequence[int]) -> dict[int, str | None]:
    """What each of these entries says, as one text; None for one that can't be read.

    What is not there is not in the answer. No value that somebody wrote into the database by hand stops us.
    """
    try:
        return dict(_contents(entry_ids))
    except Exception as error:
        if not is_of_the_row(error):
            raise
    found: dict[int, str | None] = {}
    for entry_id in entry_ids:
        try:
            found |= _contents([entry_id])
        except Exception as error:
            if not is_of_the_row(error):
                raise
            found[entry_id] = None
    return found


def _contents(entry_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    with _apart():
        entries = list(AuditEntry.objects.filter(pk__in=entry_ids).order_by("pk"))
    return ((entry.pk, _content(entry)) for entry in entries)


def _content(entry: AuditEntry) -> str:
    """One text for one content, on both databases."""
    return json.dumps(
        [
            FORMAT,
            entry.pk,
            entry.kind,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_id,
            entry.actor_label,
            entry.level,
            entry.subject_type,
            entry.subject_id,
            entry.subject_label,
            entry.purpose,
            _plain(entry.changes),
        ],
        sort_keys=True,
        separators=(",", ":"),
    )


def _plain(value: Any) -> Any:
    """Numbers as both databases give them back: PostgreSQL makes 1e16 a whole one."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _apart() -> AbstractContextManager[Any]:
    """After an error PostgreSQL gives up the transaction, unless a savepoint was set before."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def is_of_the_row(error: Exception) -> bool:
    """Whether a value in the row is at fault: no day, no JSON, no text; the database itself is well."""
    if isinstance(error, DatabaseError):
        return isinstance(error, DataError | InternalError) or "Could not decode" in str(error)
    return isinstance(error, ValueError | TypeError | AttributeError | OverflowError)
