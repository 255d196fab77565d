"""The worker: it follows the change log and writes what changed into the index, again and again.

Nothing is lost, whatever dies when. The cursor lies in the index itself, and is moved after the documents
were acknowledged: a worker that dies in between writes them once more, which changes nothing (external
versions). An index that is put back, or swapped, brings its own cursor along.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import replace

from django.db import DatabaseError, connection

from search import changes, index_states
from search.changes import Head
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.connection import named_failures
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Standing
from search.engines.elasticsearch.rebuilding import LogRestarted, changed_since
from search.index_states import NotMade
from search.ports import DocumentSource, EngineFailure, Progress, silent

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
# How often the worker gives a sign of life, and looks whether its index is still the one behind the alias.
BEAT_SECONDS = 2.0
# Between two attempts while something fails: longer and longer, and never in step with other workers.
FIRST_WAIT, LONGEST_WAIT = 0.25, 10.0
# What may stand in the way, each with a message that may be shown.
FORESEEN = (EngineFailure, DatabaseError, NotMade)


class Follower:
    """Follows the log for one engine; `progress` is told how far a rebuild is."""

    def __init__(
        self,
        engine: ElasticsearchEngine,
        source: DocumentSource,
        progress: Progress = silent,
    ) -> None:
        self._engine = engine
        self._source = source
        self._progress = progress
        self._idle_at: Head | None = None
        self._beat = float("-inf")
        self._attempts = 0

    def follow(self, sleep: Callable[[float], bool]) -> None:
        """Step by step, until `sleep(seconds)` says that it is time to end. Each outage is logged once."""
        ended = False
        while not ended:
            try:
                caught_up = self.step()
            except Exception as error:
                # A fault of ours, or words that nobody foresaw, must not end the work: they are told in full.
                if not isinstance(error, FORESEEN) and not self._attempts:
                    logger.exception("Erreur inattendue en tenant à jour l’index Elasticsearch")
                ended = sleep(self._failed(error))
                continue
            if self._attempts:
                logger.warning("L’index Elasticsearch est de nouveau tenu à jour.")
                self._attempts = 0
            ended = sleep(POLL_SECONDS if caught_up else 0)

    def drain(self) -> Standing:
        """Write all that the log holds now, and let searches see it. Raises what stands in the way."""
        goal = changes.head()
        while not self.step():
            pass
        with named_failures():
            standing = self._standing()
            self._engine.indices.refresh(standing.index)
        if standing.head.epoch != goal.epoch:
            raise LogRestarted("Le journal a recommencé entre-temps.")
        return standing

    def step(self) -> bool:
        """Write the next changes; True where there are none left.

        Makes the index again where there is none, or where it is not of this data, rules and code.
        """
        quiet = time.monotonic() - self._beat < BEAT_SECONDS
        if quiet and self._idle_at == changes.head():
            return True
        with named_failures():
            standing = self._standing()
            reached, documents = changed_since(self._source, standing.head)
            if reached != standing.head:
                _, refused = self._engine.indices.put(standing.index, documents)
                tried = [document.id for document in documents]
                index_states.record_refusals(NAME, tried, {one.listing_id: one.reason for one in refused})
                standing = replace(standing, head=reached)
                self._engine.indices.stand(standing)
        caught_up = reached == changes.head()
        self._idle_at = reached if caught_up else None
        if not quiet:
            self._beat = time.monotonic()
            index_states.record_progress(NAME, standing.index, reached, caught_up=caught_up)
        return caught_up

    def _standing(self) -> Standing:
        """The index behind the alias; made again where nothing can be written into it any more."""
        engine, standing, head = self._engine, self._engine.indices.standing(), changes.head()
        if standing is None:
            reason = "il n’y en a pas"
        elif standing.head.epoch != head.epoch or standing.head.sequence > head.sequence:
            reason = "il suit un autre journal"
        elif (standing.rules, standing.made_by) != (engine.rules, engine.made_by):
            reason = "il vient d’une autre version du logiciel"
        else:
            return standing
        logger.warning("L’index Elasticsearch est refait\u00a0: %s.", reason)
        return engine.made_again(self._source, self._progress)

    def _failed(self, error: Exception) -> float:
        """Seconds to wait. The outage is logged when it begins, and recorded as long as it lasts."""
        if isinstance(error, DatabaseError):
            reason = f"la base ne répond pas ({type(error).__name__})"
            connection.close()
        else:
            foreseen = isinstance(error, FORESEEN)
            reason = str(error) if foreseen else f"erreur inattendue ({type(error).__name__})"
            self._record_failure(reason)
        if not self._attempts:
            logger.warning(
                "L’index Elasticsearch n’est plus tenu à jour\u00a0: %s. Le travail reprendra.", reason
            )
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2**self._attempts)
        self._attempts = min(self._attempts + 1, 20)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 -- not a secret

    @staticmethod
    def _record_failure(reason: str) -> None:
        try:
            index_states.record_failure(NAME, reason)
        except DatabaseError:
            logger.exception("La panne n’a pas pu être notée dans la base")
            connection.close()
