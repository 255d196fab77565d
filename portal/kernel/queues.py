"""What waits for an agent: each domain app registers its queue, OFFICE's home shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.kernel.actors import Actor


@dataclass(frozen=True)
class Queue:
    """`label` in French ("Photos à valider"); `url_name` of its page; `count(actor)`: how many wait."""

    label: str
    url_name: str
    count: Callable[[Actor], int]


_queues: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    """Called in `AppConfig.ready()`; the address makes it unique."""
    _queues[queue.url_name] = queue


def waiting_for(actor: Actor) -> list[tuple[Queue, int]]:
    """The queues in which something waits for this person, in the order of their registration."""
    counted = [(queue, queue.count(actor)) for queue in _queues.values()]
    return [(queue, count) for queue, count in counted if count]
