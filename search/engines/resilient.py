"""Two engines as one: the first answers, and where it fails, the second does. Parents notice nothing.

Every failure of the first is answered by the second within the same request. After a few of them the first
is not asked any more (`breaker`), until the watch, a thread of this process, has seen it answer rightly
again. The watch also keeps the second engine up to date, so that it can answer at any moment, and compares
the two: an index that is of other data, that stays behind, or that lacks documents, answers quickly and
wrongly.
"""

import logging
import random
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from search import changes, metrics
from search.changes import Head
from search.documents import Order, SearchQuery, SearchResult
from search.engines.breaker import Breaker
from search.ports import EngineFailure, SearchEngine, WrongAnswer

logger = logging.getLogger(__name__)

WATCH_SECONDS = 2.0
# A first engine that has not taken in what was committed so long ago is too late to be asked.
LATEST_SECONDS = 15.0
# Of all public listings, so many may be missing or too many, while changes are under way.
TOLERANCE = 0.01


class ResilientEngine:
    """`today` gives the day on which both engines are compared. An answer that takes longer than
    `slow_after` seconds is used, and counts as a failure."""

    def __init__(
        self, first: SearchEngine, second: SearchEngine, *, today: Callable[[], int], slow_after: float
    ) -> None:
        self.first, self.second = first, second
        self.breaker = Breaker(first.name)
        self._watch = Watch(first, second, self.breaker, today)
        self._slow_after = slow_after

    def start(self) -> "ResilientEngine":
        """Begin to watch, in the background, for as long as the process lives."""
        threading.Thread(target=self._watch.run, name="search-watch", daemon=True).start()
        return self

    def search(self, query: SearchQuery) -> SearchResult:
        if not self.breaker.is_open:
            started = time.monotonic()
            try:
                found = self.first.search(query)
            except EngineFailure as failure:
                metrics.failed(self.first.name)
                self.breaker.failed(str(failure))
            else:
                self._judge(time.monotonic() - started)
                metrics.answered(self.first.name)
                return found
        found = self.second.search(query)
        metrics.answered(self.second.name)
        return found

    def _judge(self, seconds: float) -> None:
        if seconds > self._slow_after:
            metrics.failed(self.first.name)
            self.breaker.failed("réponses trop lentes")
        else:
            self.breaker.succeeded()

    def look(self) -> None:
        """One look of the watch, now."""
        self._watch.look()


class Watch:
    """Looks at both engines, and opens or closes the breaker by what it sees."""

    def __init__(
        self, first: SearchEngine, second: SearchEngine, breaker: Breaker, today: Callable[[], int]
    ) -> None:
        self._first, self._second, self._breaker = first, second, breaker
        self._today = today
        self._due: tuple[int, float] | None = None
        self._differed = False

    def run(self) -> None:
        while True:
            try:
                self.look()
            except DatabaseError:
                # Without the database nothing can be compared, and pages fail by themselves.
                logger.exception("La veille de la recherche n’a pas pu lire la base")
            finally:
                connection.close()
            time.sleep(WATCH_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 -- not a secret

    def look(self) -> None:
        everything = SearchQuery(
            today=self._today(), order=Order.FRESHEST, size=1, facets=False, clusters=False
        )
        wanted = self._second.search(everything).total
        try:
            reached = self._first.reached()
            total = self._first.search(everything).total
            self._compare(reached, changes.head(), total, wanted)
        except EngineFailure as failure:
            if isinstance(failure, WrongAnswer):
                self._breaker.trip(str(failure))
            else:
                self._breaker.failed(str(failure))
        else:
            self._breaker.close()
        metrics.breaker(self._breaker.is_open)

    def _compare(self, reached: Head, head: Head, total: int, wanted: int) -> None:
        """WrongAnswer where the first engine can't be right."""
        if reached.epoch != head.epoch or reached.sequence > head.sequence:
            raise WrongAnswer("l’index suit un autre journal")
        if self._is_late(reached.sequence, head.sequence):
            raise WrongAnswer("l’index est en retard")
        # Between two looks what was on its way has arrived: once may be chance, twice is not.
        differs = abs(total - wanted) > TOLERANCE * max(wanted, 1)
        twice, self._differed = differs and self._differed, differs
        if twice:
            raise WrongAnswer("l’index n’a pas le bon nombre de fiches")

    def _is_late(self, reached: int, head: int) -> bool:
        """Whether what stood in the log some time ago has still not arrived."""
        now = time.monotonic()
        if self._due is None or reached >= self._due[0]:
            self._due = (head, now + LATEST_SECONDS) if reached < head else None
        return self._due is not None and now > self._due[1]
