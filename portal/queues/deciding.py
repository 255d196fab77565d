"""Deciding an item, taking the decision back: one transaction around the domain's own service."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from portal.accounts.person import Person
from portal.kernel import clock
from portal.kernel.service import service
from portal.queues.access import GONE, last_decision, still_waits
from portal.queues.claims import locked_claim
from portal.queues.models import DecisionMade
from portal.queues.refusals import NoLongerWaits, NotDecided, NoUndo
from portal.queues.registry import Decision, Queue, queue_of

NO_REASON = "Choisissez un motif, ou écrivez-le\u00a0: la personne concernée le lit."
_TOO_LATE = "Cette décision ne peut plus être annulée."


@service
def decide(
    *, actor: Person, queue: Queue, item_id: int, decision: str, typed: Mapping[str, Any]
) -> DecisionMade:
    """The decision of this name, once: `typed` goes to the domain's service by name.

    `NotDecided` says why nothing was done: taken by a colleague, decided meanwhile. `ValidationError` of the
    domain, by field (`reason` where one is missing). An unknown name is a programming error: `KeyError`.
    """
    chosen = queue.decision(decision)
    if chosen is None:
        raise KeyError(decision)
    claim = locked_claim(actor, queue, item_id)
    # After the lock: whoever was first has committed by now.
    item = still_waits(actor, queue, item_id)
    if not chosen.offered(actor, item):
        raise NotDecided(f"«\u00a0{chosen.label}\u00a0» n’est plus possible.")
    if chosen.needs_reason and not str(typed.get("reason", "")).strip():
        raise NotDecided({"reason": NO_REASON})
    try:
        chosen.service(actor=actor, item_id=item_id, **typed)
    except ObjectDoesNotExist:
        raise NoLongerWaits(GONE) from None
    if chosen.ends:
        claim.delete()
    return DecisionMade.objects.create(
        queue=queue.key, item_id=item_id, decision=decision, by_id=actor.pk, at=clock.now()
    )


@service
def undo(*, actor: Person, made_id: int) -> DecisionMade:
    """Take back one's own decision, while nothing was built on it; the item waits again, for the actor.

    `DecisionMade.DoesNotExist` where it is not the actor's; `NoUndo`, or the refusal of the domain.
    """
    made = DecisionMade.objects.select_for_update().get(pk=made_id, by=actor.pk)
    queue, decision = decision_of(made)
    if queue is None or decision is None or decision.undo is None or not is_undoable(actor, made):
        raise NoUndo(_TOO_LATE)
    try:
        decision.undo.service(actor=actor, item_id=made.item_id)
    except ObjectDoesNotExist:
        raise NoUndo(_TOO_LATE) from None
    made.undone_at = clock.now()
    made.save(update_fields=["undone_at"])
    locked_claim(actor, queue, made.item_id)
    return made


def decision_of(made: DecisionMade) -> tuple[Queue | None, Decision | None]:
    """What it was, as registered today."""
    queue = queue_of(made.queue)
    return queue, queue.decision(made.decision) if queue else None


def is_undoable(actor: Person, made: DecisionMade) -> bool:
    """Whether « Annuler » is offered: one's own, the last on the item, lately, and nothing built on it."""
    queue, decision = decision_of(made)
    if queue is None or decision is None or decision.undo is None or made.by_id != actor.pk:
        return False
    if made.undone_at is not None or clock.now() - made.at > decision.undo.within:
        return False
    last = last_decision(queue, made.item_id)
    if last is None or last.pk != made.pk:
        return False
    item = queue.items(actor).filter(pk=made.item_id).first() if actor.may(queue.right) else None
    return item is not None and decision.undo.possible(actor, item)


def last_undoable(actor: Person, queue: Queue) -> DecisionMade | None:
    """The actor's last decision in this queue, where it can be taken back."""
    made = DecisionMade.objects.filter(queue=queue.key, by=actor.pk).order_by("-at", "-pk").first()
    return made if made is not None and is_undoable(actor, made) else None
