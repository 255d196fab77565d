"""Two engines as one: the first answers, and where it fails, the second does. Parents notice nothing.

Every failure of the first is answered by the second within the same request. After a few of them the first
is not asked any more (`breaker`), until the watch, a thread of this process, has seen it answer rightly
again. The watch also keeps the second engine up to date, so that it can answer at any moment, and compares
the two: an index that is of other data, that stays behind, or that lacks documents, answers quickly and
wrongly.
"""

import logging
import threading
import time
from collections.abc import Callable

from search import metrics
from search.documents import SearchQuery, SearchResult
from search.engines.breaker import Breaker
from search.engines.watch import TOO_SLOW, Watch
from search.ports import EngineFailure, SearchEngine

logger = logging.getLogger(__name__)


class ResilientEngine:
    """`today` gives the day on which both engines are compared. An answer that takes longer than
    `slow_after` seconds is used, and counts as a failure."""

    def __init__(
        self, first: SearchEngine, second: SearchEngine, *, today: Callable[[], int], slow_after: float
    ) -> None:
        self.first, self.second = first, second
        self.breaker = Breaker(first.name)
        self._watch = Watch(first, second, self.breaker, today=today, slow_after=slow_after)
        self._watcher = threading.Thread(target=self._watch.run, name="search-watch", daemon=True)
        self._slow_after = slow_after

    def start(self) -> "ResilientEngine":
        """Begin to watch, in the background, for as long as the process lives."""
        self._watcher.start()
        return self

    def stop(self) -> None:
        """End the watch, and wait for its last look."""
        self._watch.end()
        self._watcher.join()

    def search(self, query: SearchQuery) -> SearchResult:
        if not self.breaker.is_open and (found := self._of_first(query)) is not None:
            metrics.answered(self.first.name)
            return found
        found = self.second.search(query)
        metrics.answered(self.second.name)
        return found

    def _of_first(self, query: SearchQuery) -> SearchResult | None:
        """The first engine's answer, None where it fails."""
        started = time.monotonic()
        try:
            found = self.first.search(query)
        except EngineFailure as failure:
            self._failed(query, str(failure))
            return None
        except Exception as error:
            # A fault of ours, to be mended; who searches is answered all the same.
            logger.exception("Le moteur %s a échoué de façon inattendue", self.first.name)
            self._failed(query, f"erreur inattendue ({type(error).__name__})")
            return None
        if time.monotonic() - started > self._slow_after:
            self._failed(query, TOO_SLOW)
        else:
            self.breaker.succeeded()
        return found

    def _failed(self, query: SearchQuery, reason: str) -> None:
        metrics.failed(self.first.name)
        self._watch.failed_at(query)
        self.breaker.failed(reason)

    def look(self) -> None:
        """One look of the watch, now."""
        self._watch.look()
