"""Writing the history. Called by services and access functions, inside their transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.actors import Actor


def record_modification(
    *, actor: Actor, subject: Model, changes: Mapping[str, tuple[Any, Any]], purpose: str
) -> None:
    """Add one row with each changed field's value before and after (masked by the caller where private)."""
    _record(AuditEntry.Kind.MODIFICATION, actor, subject, purpose, {k: list(v) for k, v in changes.items()})


def record_consultation(*, actor: Actor, subject: Model, purpose: str) -> None:
    """Add one row: this actor saw this subject's personal data, for this purpose."""
    _record(AuditEntry.Kind.CONSULTATION, actor, subject, purpose, {})


def _record(
    kind: AuditEntry.Kind, actor: Actor, subject: Model, purpose: str, changes: dict[str, Any]
) -> None:
    AuditEntry.objects.create(
        kind=kind,
        at=clock.now(),
        actor_id=actor.pk,
        actor_label=actor.audit_label[:200],
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        purpose=purpose,
        changes=changes,
    )
