"""The watch: a thread that looks at both engines, and opens or closes the breaker by what it sees."""

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from django.db import connection

from search import changes
from search.changes import Head
from search.documents import Order, SearchQuery, SearchResult
from search.engines.breaker import Breaker
from search.ports import EngineFailure, SearchEngine, Unreachable, WrongAnswer

logger = logging.getLogger(__name__)

WATCH_SECONDS = 2.0
# A first engine that has not taken in what was committed so long ago is too late to be asked.
LATEST_SECONDS = 15.0
# Of all public listings, so many may be missing or too many, while changes are under way.
TOLERANCE = 0.01
# A search that failed is asked again for so long. One that never can be answered does not keep all others
# from the first engine for ever.
ASKED_AGAIN_SECONDS = 600.0
TOO_SLOW = "réponses trop lentes"


class Watch:
    """`today` gives the day on which both engines are compared. An answer that takes longer than `slow_after`
    seconds is none."""

    def __init__(
        self,
        first: SearchEngine,
        second: SearchEngine,
        breaker: Breaker,
        *,
        today: Callable[[], int],
        slow_after: float,
    ) -> None:
        self._first, self._second, self._breaker = first, second, breaker
        self._today, self._slow_after = today, slow_after
        self._due: tuple[int, float] | None = None
        self._differed = False
        self._failed: tuple[SearchQuery, float] | None = None
        self._trouble: type[Exception] | None = None
        self._ended = threading.Event()

    def run(self) -> None:
        """Look, again and again, until `end`. Whatever happens: without a watch no breaker would close."""
        ended = False
        while not ended:
            try:
                try:
                    self.look()
                finally:
                    connection.close()
            except Exception as error:
                # Told once, not every two seconds; without the database, for one, nothing can be compared.
                if self._trouble is not type(error):
                    logger.exception("La veille de la recherche ne voit plus rien")
                self._trouble = type(error)
            else:
                if self._trouble is not None:
                    logger.warning("La veille de la recherche voit de nouveau.")
                self._trouble = None
            ended = self._ended.wait(WATCH_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 -- not a secret

    def end(self) -> None:
        """Let `run` end after its present look."""
        self._ended.set()

    def failed_at(self, query: SearchQuery) -> None:
        """The first engine did not answer this: the watch asks it again, until it does.

        What the watch asks by itself is simple, and may be answered by an engine that can't answer what
        parents ask: the breaker would close, and open again, without end.
        """
        self._failed = query, time.monotonic() + ASKED_AGAIN_SECONDS

    def look(self) -> None:
        everything = SearchQuery(
            today=self._today(), order=Order.FRESHEST, size=1, facets=False, clusters=False
        )
        wanted = self._second.search(everything).total
        try:
            reached = self._first.reached()
            total = self._ask(everything).total
            differs = self._compare(reached, changes.head(), total, wanted)
        except WrongAnswer as failure:
            self._breaker.trip(str(failure))
        except EngineFailure as failure:
            self._breaker.failed(str(failure))
        else:
            self._ask_again(may_close=not differs)

    def _ask_again(self, *, may_close: bool) -> None:
        """What failed last, if anything did; then all is well."""
        failed = self._failed
        try:
            if failed is not None and time.monotonic() < failed[1]:
                self._ask(replace(failed[0], today=self._today()))
        except EngineFailure as failure:
            self._breaker.failed(str(failure))
            return
        if self._failed is failed:
            self._failed = None
        self._breaker.succeeded()
        if may_close:
            self._breaker.close()

    def _ask(self, query: SearchQuery) -> SearchResult:
        started = time.monotonic()
        found = self._first.search(query)
        if time.monotonic() - started > self._slow_after:
            raise Unreachable(TOO_SLOW)
        return found

    def _compare(self, reached: Head, head: Head, total: int, wanted: int) -> bool:
        """Whether the numbers of documents differ. WrongAnswer where the first engine can't be right."""
        if reached.epoch != head.epoch or reached.sequence > head.sequence:
            raise WrongAnswer("l’index suit un autre journal")
        if self._is_late(reached.sequence, head.sequence):
            raise WrongAnswer("l’index est en retard")
        # Between two looks what was on its way has arrived: once may be chance, twice is not.
        differs = abs(total - wanted) > TOLERANCE * max(wanted, 1)
        twice, self._differed = differs and self._differed, differs
        if twice:
            raise WrongAnswer("l’index n’a pas le bon nombre de fiches")
        return differs

    def _is_late(self, reached: int, head: int) -> bool:
        """Whether what stood in the log some time ago has still not arrived."""
        now = time.monotonic()
        if self._due is None or reached >= self._due[0]:
            self._due = (head, now + LATEST_SECONDS) if reached < head else None
        return self._due is not None and now > self._due[1]
