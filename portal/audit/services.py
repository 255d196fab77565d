"""Writing the history: the only three ways to add to it.

Sources: a service records what it modified, inside its own transaction; an access function records who saw
personal data, and an export what it holds, before the data leave.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Model

from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import writing

# The same person at the same level, thing and purpose within this time are one entry.
ONE_CONSULTATION = timedelta(minutes=15)
_MASK = "•••"
_COUNT_AGAIN = """
    INSERT INTO audit_consultationrepeats (entry_id, count, last_at) VALUES (%s, 1, %s)
    ON CONFLICT (entry_id) DO UPDATE
    SET count = audit_consultationrepeats.count + 1, last_at = excluded.last_at
"""


class ConsultationNotRecorded(RuntimeError):  # noqa: N818 -- names what happened
    """The consultation could not be written down, so the data must not be shown: answered by a 503."""


def masked(value: Any) -> str:
    """What the history keeps of a private value: whether there was one, never what it was."""
    return "" if value in (None, "") else _MASK


def record_modification(
    *, actor: Actor, subject: Model, changes: Mapping[str, tuple[Any, Any]], purpose: str
) -> AuditEntry | None:
    """Add one row to the service's transaction: each changed field's value before and after.

    Private fields are `masked()` by the caller, on both sides; values that JSON has no form for are kept as
    text (a date as 2026-05-04). `purpose` says in French what was done. Returns the row; None
    without changes, where nothing is written.
    """
    if not changes:
        return None
    entry = _entry(AuditEntry.Kind.MODIFICATION, actor, subject, purpose)
    entry.changes = {name: [_plain(before), _plain(after)] for name, (before, after) in changes.items()}
    entry.save(force_insert=True)
    return entry


def record_consultation(*, actor: Actor, subject: Model, purpose: str) -> None:
    """Write down that this actor sees this subject's personal data, for this purpose (in French).

    For GETs: one INSERT, committed at once, before the answer leaves; not inside `atomic()`, which would take
    SQLite's write lock for the whole request, and lose the entry with a rollback. A repeat within
    `ONE_CONSULTATION` only counts up `ConsultationRepeats`. Two requests at the same instant may leave two
    entries, never none.

    Raises `ConsultationNotRecorded` where the database refuses: then show nothing.
    """
    entry = _entry(AuditEntry.Kind.CONSULTATION, actor, subject, purpose)
    try:
        with writing():
            _add_or_count(entry)
    except DatabaseError as error:
        raise ConsultationNotRecorded(str(entry)) from error


def record_export(*, actor: Actor, subject: Model, purpose: str, told: Mapping[str, Any]) -> None:
    """Write down that this actor takes data away in a file, which `told` describes by names of the subject's.

    A consultation that is never counted with an earlier one: each file has an entry. `told` holds nothing
    private: how many rows, which filters and columns. Raises `ConsultationNotRecorded` where the database
    refuses: then send nothing.
    """
    entry = _entry(AuditEntry.Kind.CONSULTATION, actor, subject, purpose)
    entry.changes = {name: [None, _plain(value)] for name, value in told.items()}
    try:
        with writing():
            entry.save(force_insert=True)
    except DatabaseError as error:
        raise ConsultationNotRecorded(str(entry)) from error


def _add_or_count(entry: AuditEntry) -> None:
    earlier = (
        AuditEntry.objects.filter(
            kind=entry.kind,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            actor_id=entry.actor_id,
            actor_label=entry.actor_label,
            level=entry.level,
            purpose=entry.purpose,
            at__gt=entry.at - ONE_CONSULTATION,
        )
        .order_by("-at", "-pk")
        .values_list("pk", flat=True)
        .first()
    )
    if earlier is None:
        entry.save(force_insert=True)
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_AGAIN, [earlier, connection.ops.adapt_datetimefield_value(entry.at)])


def _entry(kind: AuditEntry.Kind, actor: Actor, subject: Model, purpose: str) -> AuditEntry:
    return AuditEntry(
        kind=kind,
        at=clock.now(),
        actor_id=actor.pk,
        actor_label=actor.audit_label[:200],
        level=actor.level,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        purpose=purpose,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
