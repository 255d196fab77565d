"""Deciding several items at once: each by itself, in a transaction of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from portal.accounts.person import Person
from portal.queues.deciding import decide
from portal.queues.registry import Queue

MAX_BATCH = 200


@dataclass(slots=True)
class BatchOutcome:
    """Which items were decided now, and which were left out, each with the reason in French."""

    done: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def decide_batch(
    *, actor: Person, queue: Queue, item_ids: Iterable[int], decision: str, typed: Mapping[str, Any]
) -> BatchOutcome:
    """No service: killed in the middle, it leaves each item decided or not, and the rest to be decided by
    the same batch again. What a colleague took or decided meanwhile is left out, and named.
    """
    outcome = BatchOutcome()
    for item_id in dict.fromkeys(item_ids):
        try:
            decide(actor=actor, queue=queue, item_id=item_id, decision=decision, typed=typed)
        except ValidationError as refusal:
            outcome.left_out.append((item_id, " ".join(refusal.messages)))
        else:
            outcome.done.append(item_id)
    return outcome
