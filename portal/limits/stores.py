"""What a limit asks of the place where uses are kept."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.limits import metrics
from portal.limits.rates import Rate

logger = logging.getLogger(__name__)


class StoreFailed(RuntimeError):  # noqa: N818 -- names what happened
    """The uses can't be read or kept. The message says why, without a value: it is logged."""


@dataclass(frozen=True)
class Use:
    """One use of one allowance. `key`: 16 bytes that tell nothing of whose it is."""

    key: bytes
    rate: Rate


@dataclass(frozen=True)
class Refused:
    """Which of the uses was one too many, and in how many seconds it would not be."""

    use: Use
    seconds: float


class Store(Protocol):
    """Shared by whoever must count together. Keys are looked at together: all uses are counted, or none."""

    def spend(self, uses: Sequence[Use], now: float) -> Refused | None:
        """Count these uses, unless one of them is too many. Raises `StoreFailed`."""
        ...


def decide(uses: Sequence[Use], full_at: Sequence[float], now: float) -> tuple[list[float], Refused | None]:
    """The moments after these uses, and the first that is too many. `full_at`: what is kept of each."""
    after = []
    for use, moment in zip(uses, full_at, strict=True):
        later = use.rate.after_one_more(moment, now)
        if seconds := use.rate.wait(later, now):
            return [], Refused(use, seconds)
        after.append(later)
    return after, None


class Watched:
    """A store whose failures are logged once, until it works again; and left in peace for a moment.

    One a process. `quiet_seconds`: how long it is not asked after a failure, so that a slow failure does not
    slow every request down.
    """

    def __init__(self, name: str, title: str, store: Store, quiet_seconds: float) -> None:
        self._name = name
        self._title = title
        self._store = store
        self._quiet_seconds = quiet_seconds
        self._quiet_until = 0.0
        self._is_down = False
        self._lock = threading.Lock()

    def spend(self, uses: Sequence[Use], now: float) -> Refused | None:
        if self._is_down and time.monotonic() < self._quiet_until:
            raise StoreFailed("left in peace")
        try:
            refused = self._store.spend(uses, now)
        except StoreFailed as failure:
            self._failed(failure)
            raise
        if self._is_down:
            self._works_again()
        return refused

    def _failed(self, failure: StoreFailed) -> None:
        metrics.failed(self._name)
        with self._lock:
            self._quiet_until = time.monotonic() + self._quiet_seconds
            first, self._is_down = not self._is_down, True
        if first:
            logger.error("Limites\u00a0: %s ne répond plus (%s).", self._title, failure)

    def _works_again(self) -> None:
        with self._lock:
            first, self._is_down = self._is_down, False
        if first:
            logger.warning("Limites\u00a0: %s répond de nouveau.", self._title)
