"""Entries of the history for tests, and what an administrator of the database does to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from portal.audit import triggers
from portal.audit.models import AuditEntry
from portal.audit.sealing import Sealer
from portal.audit.verifying import Problem, Verification
from portal.kernel import clock
from portal.kernel.service import writing


def make_entry(**values: Any) -> AuditEntry:
    """One modification, unless told otherwise."""
    told: dict[str, Any] = {
        "kind": AuditEntry.Kind.MODIFICATION, "at": clock.now(), "actor_id": 7, "actor_label": "Aline",
        "level": 2, "subject_type": "facilities.facility", "subject_id": 1, "subject_label": "Crèche n° 1",
        "purpose": "fiche", "changes": {"capacity": [14, 21], "name": ["Été", None]},
    }  # fmt: skip
    with writing():
        return AuditEntry.objects.create(**told | values)


def make_entries(count: int) -> list[int]:
    """The ids of so many entries, each with a subject of its own."""
    return [make_entry(subject_id=number).pk for number in range(1, count + 1)]


def seal(heads: Path) -> None:
    """Seal all that waits, and export the head."""
    Sealer(heads).drain()


def problems(*heads: Path) -> list[Problem]:
    """What a verification finds; a minute may pass without a seal."""
    return list(Verification(unsealed_after=timedelta(minutes=1), heads_files=heads).problems())


def kinds(*heads: Path) -> list[str]:
    return [str(problem.kind) for problem in problems(*heads)]


def run(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def administrator() -> Iterator[None]:
    """Who may do anything in the database: no guard, and no triggers until they are put back."""
    with writing():
        triggers.remove(connection)
        yield
        triggers.create(connection)
