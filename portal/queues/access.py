"""What waits for an agent, and what became of an item: always by the access functions of the domain."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Min, Value

from portal.accounts.person import Person
from portal.kernel import clock
from portal.kernel.days import moment
from portal.queues.models import DecisionMade
from portal.queues.refusals import NoLongerWaits
from portal.queues.registry import Queue, queues_for

GONE = "Cet élément n’est plus là."
# What an id's column holds: a database refuses larger ones.
_POSSIBLE_IDS = range(1, 2**63)


@dataclass(frozen=True, slots=True)
class WaitingQueue:
    """How many wait in it for this agent, and since when the oldest does."""

    queue: Queue
    count: int
    oldest: datetime

    @property
    def is_late(self) -> bool:
        return clock.now() - self.oldest > self.queue.late_after


def waiting_queues(person: Person) -> list[WaitingQueue]:
    """The queues in which something waits for this person, in the order of their registration: one query."""
    queues = {queue.key: queue for queue in queues_for(person)}
    counted = [
        queue.items(person)
        .filter(queue.waits)
        .order_by()
        .values_list(Value(queue.key))
        .annotate(count=Count("pk"), oldest=Min(queue.since))
        for queue in queues.values()
    ]
    if not counted:
        return []
    rows = {key: (count, oldest) for key, count, oldest in counted[0].union(*counted[1:], all=True)}
    return [WaitingQueue(queue, *rows[key]) for key, queue in queues.items() if rows.get(key, (0, 0))[0]]


def waiting_about(person: Person, facility_id: int, at_most: int) -> list[tuple[Queue, list[Any]]]:
    """What waits for this person about one facility, the most urgent first: one query a queue."""
    found = [
        (queue, list(queue.waiting(person).filter(**{queue.about: facility_id})[:at_most]))
        for queue in queues_for(person)
        if queue.about
    ]
    return [(queue, items) for queue, items in found if items]


def item_for(person: Person, queue: Queue, item_id: int) -> Any:
    """One item of the queue, waiting or decided; `ObjectDoesNotExist` where it is not this person's."""
    if item_id not in _POSSIBLE_IDS or not person.may(queue.right):
        raise ObjectDoesNotExist
    return queue.items(person).get(pk=item_id)


def still_waits(person: Person, queue: Queue, item_id: int) -> Any:
    """The item, which waits for this person; `NoLongerWaits` says what has become of it."""
    may = item_id in _POSSIBLE_IDS and person.may(queue.right)
    item = queue.items(person).filter(queue.waits).filter(pk=item_id).first() if may else None
    if item is not None:
        return item
    check_reachable(person, queue, item_id)
    raise NoLongerWaits(became_words(queue, item_id))


def check_reachable(person: Person, queue: Queue, item_id: int) -> None:
    """`NoLongerWaits`, without a word of it, where the item is not this person's to decide or read again."""
    may = item_id in _POSSIBLE_IDS and person.may(queue.right)
    if not (may and queue.items(person).filter(pk=item_id).exists()):
        raise NoLongerWaits(GONE)


def last_decision(queue: Queue, item_id: int) -> DecisionMade | None:
    """The last one on this item that was not taken back."""
    found = DecisionMade.objects.filter(queue=queue.key, item_id=item_id, undone_at=None)
    return found.select_related("by").defer("by__niss").order_by("-at", "-pk").first()


def became_words(queue: Queue, item_id: int) -> str:
    """« Photo approuvée par Aline Martin, le 4 mai 2026 à 14 h 02. »"""
    made = last_decision(queue, item_id)
    if made is None:
        return "N’attend plus de décision."
    decision = queue.decision(made.decision)
    return f"{decision.done if decision else 'Décidé'} par {made.by.audit_label}, le {moment(made.at)}."
