"""The virus scanner: what is asked of one, and which one this site has.

Where it does not answer, nothing is believed: the file is held, and the job of `quarantine` asks again.
"""

import logging
import threading
import time
from enum import StrEnum
from typing import Protocol

from django.conf import settings

log = logging.getLogger(__name__)
NO_SCANNER = "none"
# After a failure nobody who sends a file waits for the scanner again, for so long: their files are held.
_SPARE_SECONDS = 30.0


class Verdict(StrEnum):
    """UNSCANNED: nobody has looked yet, or nobody is there to."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNSCANNED = "unscanned"


class ScannerSilentError(RuntimeError):
    """No verdict: down, too slow, or not understood. The message is a kind, never what was sent."""


class Scanner(Protocol):
    def scan(self, content: bytes) -> Verdict:
        """CLEAN or INFECTED; `ScannerSilentError` otherwise."""


def scanner(seconds: float | None = None) -> Scanner | None:
    """The one that `CLAMD_URL` names, None where there is none. `seconds`: how long a file may take."""
    from portal.files.clamd import Clamd

    if settings.CLAMD_URL in ("", NO_SCANNER):
        return None
    return Clamd(settings.CLAMD_URL, settings.CLAMD_TIMEOUT_SECONDS if seconds is None else seconds)


class _Patience:
    """In this process: whether it is worth while to let a person wait for the scanner."""

    def __init__(self) -> None:
        self._lock, self._spared_until = threading.Lock(), 0.0

    def is_out(self) -> bool:
        with self._lock:
            return time.monotonic() < self._spared_until

    def lose(self) -> None:
        with self._lock:
            self._spared_until = time.monotonic() + _SPARE_SECONDS

    def regain(self) -> None:
        with self._lock:
            self._spared_until = 0.0


patience = _Patience()


def verdict_on_arrival(content: bytes) -> Verdict:
    """While its sender waits: UNSCANNED where there is no scanner, or none that answers in time."""
    asked = scanner(settings.CLAMD_PATIENCE_SECONDS)
    if asked is None or patience.is_out():
        return Verdict.UNSCANNED
    try:
        verdict = asked.scan(content)
    except ScannerSilentError as silence:
        patience.lose()
        log.warning("Antivirus\u00a0: pas de réponse (%s), les fichiers attendent.", silence)
        return Verdict.UNSCANNED
    patience.regain()
    return verdict
