"""Whether an engine is asked at all: closed, it is; open, it has failed too often, and is left in peace."""

import logging
import threading
from collections import deque

from search import metrics

logger = logging.getLogger(__name__)

REMEMBERED = 10
TOO_MANY = 5


class Breaker:
    """One a process, shared by its threads. Each change of state is logged, once.

    Opens at the fifth failure among the last ten answers, or when it is told to (`trip`). Only `close` closes
    it: whoever looks after the engine has seen that it answers again.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._failures: deque[bool] = deque(maxlen=REMEMBERED)
        self.reason = ""
        metrics.breaker(False)

    @property
    def is_open(self) -> bool:
        return bool(self.reason)

    def succeeded(self) -> None:
        """One answer that counts."""
        with self._lock:
            self._failures.append(False)

    def failed(self, reason: str) -> None:
        """One answer that was none."""
        with self._lock:
            self._failures.append(True)
            if not self.reason and sum(self._failures) >= TOO_MANY:
                self._open(reason)

    def trip(self, reason: str) -> None:
        """Open it at once: what the engine answers can't be right."""
        with self._lock:
            if not self.reason:
                self._open(reason)

    def close(self) -> None:
        """Ask the engine again. Where it is asked anyway, what failed lately still counts."""
        with self._lock:
            if not self.reason:
                return
            self.reason = ""
            self._failures.clear()
            metrics.breaker(False)
            logger.warning("Le moteur %s répond de nouveau aux recherches.", self._name)

    def _open(self, reason: str) -> None:
        self.reason = reason
        metrics.breaker(True)
        logger.warning(
            "Le moteur %s ne répond plus aux recherches\u00a0: %s. Le second moteur répond à sa place.",
            self._name,
            reason,
        )
