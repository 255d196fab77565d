"""What a process of the small site does with an Elasticsearch index."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from search.documents import SearchQuery
from search.engines import engine
from search.engines.elasticsearch.engine import elasticsearch_engine
from search.engines.elasticsearch.following import Follower
from search.ports import EngineFailure
from search.registry import source
from tests.search.processes.worker import EVERYTHING, answer, change


def follow_index() -> None:
    """Keep the index true until killed; says when it has begun."""
    answer("begun")
    Follower(elasticsearch_engine(), source()).follow(threading.Event().wait)


def drain_index() -> list[Any]:
    """Write into the index what the log holds now; where it stands then."""
    return list(Follower(elasticsearch_engine(), source()).drain().head)


def rebuild_index(times: int) -> list[str]:
    """Make the index again, so many times; the indices that answered one after the other."""
    return [elasticsearch_engine().made_again(source()).index for _ in range(times)]


def remove_indices() -> int:
    """Leave nothing behind; how many there were."""
    indices = elasticsearch_engine().indices
    names = list(indices.names())
    for name in names:
        indices.remove(name)
    return len(names)


def _steadily(seconds: float, a_second: int) -> Iterator[int]:
    begun = time.monotonic()
    for number in range(round(seconds * a_second)):
        time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
        yield number


def write_steadily(seconds: float, a_second: int, places: int) -> int:
    """Change places, none of which goes away by it; how many changes were committed."""
    dice = random.Random(7)
    for _ in _steadily(seconds, a_second):
        change([dice.randint(1, places)], 10 * dice.randint(1, 10**5) + 1)
    return round(seconds * a_second)


def search_steadily(seconds: float, a_second: int, total: int) -> dict[str, int]:
    """Ask Elasticsearch alone: how many searches were answered, failed, or lacked a place."""
    asked = engine("elasticsearch")
    counts = {"answered": 0, "failed": 0, "short": 0}
    everything = SearchQuery(today=0, order=EVERYTHING.order, size=20)
    for _ in _steadily(seconds, a_second):
        try:
            found = asked.search(everything)
        except EngineFailure:
            counts["failed"] += 1
        else:
            counts["answered"] += 1
            counts["short"] += found.total != total
    return counts


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (follow_index, drain_index, rebuild_index, remove_indices, write_steadily, search_steadily)
}
