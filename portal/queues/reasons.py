"""Canned reasons: offered to agents, stated by whoever writes them, sown once from what domains bring."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models import QuerySet

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.services import record_modification
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service
from portal.kernel.stale import refuse_stale
from portal.queues.models import MAX_LABEL, MAX_REASON, Reason
from portal.queues.registry import Queue, all_queues, queue_of

NEW = 0
_SOWER = SystemActor("motifs d’origine")


def reasons_for(queue: Queue, decision: str) -> QuerySet[Reason]:
    """Those that are offered for this decision, in their order."""
    return Reason.objects.filter(queue=queue.key, decision=decision, is_offered=True).order_by(
        "position", "pk"
    )


def targets() -> list[tuple[str, str]]:
    """Every decision that takes a reason: (« photos/refuser », « Photos à valider : Refuser »)."""
    return [
        (f"{queue.key}/{decision.name}", f"{queue.title}\u00a0: {decision.label}")
        for queue in all_queues()
        for decision in queue.decisions
        if decision.asks_reason
    ]


def target_words(reason: Reason) -> str:
    """« Photos à valider : Refuser »; as it was kept where nobody knows it any more."""
    queue = queue_of(reason.queue)
    decision = queue.decision(reason.decision) if queue else None
    return f"{queue.title}\u00a0: {decision.label}" if queue and decision else reason.queue


@service
def state_reason(
    *,
    actor: Person,
    reason_id: int | None,
    version: int,
    target: str,
    label: str,
    text: str,
    position: int,
    is_offered: bool,
) -> Reason:
    """A new one (`reason_id` None, `version` NEW), or one as it is from now on. `target`: of `targets()`.

    `PermissionDenied`; `Reason.DoesNotExist`; `ValidationError` by field, or of its own where somebody else
    was faster.
    """
    if not actor.may(Right.EDIT_REASONS):
        raise PermissionDenied
    before = None
    if reason_id is not None:
        before = Reason.objects.select_for_update().get(pk=reason_id)
        refuse_stale(seen=version, now=before.version, changed="Ce texte a été modifié")
    values = _checked(target, label, text, position) | {"is_offered": is_offered}
    changes = {
        name: (getattr(before, name) if before else "", value)
        for name, value in values.items()
        if (getattr(before, name) if before else "") != value
    }
    if before and not changes:
        return before
    after = Reason(pk=before.pk if before else None, version=version + 1, **values)
    try:
        with transaction.atomic():
            after.save()
    except IntegrityError:
        raise ValidationError({"label": "Cet intitulé existe déjà pour cette décision."}) from None
    record_modification(
        actor=actor, subject=after, changes=changes, purpose="motif modifié" if before else "nouveau motif"
    )
    return after


@service
def sow_reasons(*, actor: Actor) -> int:
    """The reasons that domains bring, for decisions that never had any; how many were made."""
    made = 0
    for queue in all_queues():
        for decision, canned in queue.canned.items():
            if Reason.objects.filter(queue=queue.key, decision=decision).exists():
                continue
            made += len(
                Reason.objects.bulk_create(
                    Reason(queue=queue.key, decision=decision, label=label, text=text, position=position)
                    for position, (label, text) in enumerate(canned, start=1)
                )
            )
    return made


def sow_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of `post_migrate`; where the app was migrated away, there is nothing to sow into."""
    if using == DEFAULT_DB_ALIAS and Reason._meta.db_table in connection.introspection.table_names():
        sow_reasons(actor=_SOWER)


def _checked(target: str, label: str, text: str, position: int) -> dict[str, Any]:
    problems: dict[str, str] = {}
    if target not in dict(targets()):
        problems["target"] = "Choisissez pour quelle décision."
    label, text = " ".join(label.split()), text.strip()
    for field, value, longest in (("label", label, MAX_LABEL), ("text", text, MAX_REASON)):
        if not value:
            problems[field] = "Ce champ est à remplir."
        elif len(value) > longest:
            problems[field] = f"{longest} caractères au plus."
    if problems:
        raise ValidationError(problems)
    queue, _, decision = target.partition("/")
    return {"queue": queue, "decision": decision, "label": label, "text": text, "position": position}
