"""Uses kept in a small file that all processes of one machine share: for addresses that anybody may ask.

A table of fixed size, so that no flood fills a disk: 8,192 rows of 8 places, each a key and its moment. A key
has its place in one row; where the row is full, whoever has used least there is forgotten. Read and written
with plain system calls under one lock, a few microseconds each: no server, no database, nothing mapped into
memory that would kill the process where the disk is full. What is lost with the file is a minute of memory.
"""

import fcntl
import os
import struct
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from portal.limits.stores import Refused, StoreFailed, Use, decide

ROWS = 8_192
PLACES = 8
_PLACE = struct.Struct("=16sd")
_ROW_BYTES = PLACES * _PLACE.size
SIZE = ROWS * _ROW_BYTES
# The shape is part of the name: two releases that differ in it never read each other's file.
NAME = f"uses-{ROWS}x{PLACES}x{_PLACE.size}"
# Whoever holds the lock does so for microseconds. Longer: it was stopped, and nobody waits for it.
PATIENCE_SECONDS = 0.05
_PAUSE_SECONDS = 0.0002


class SharedFile:
    """One a process (a forked one needs its own: both would hold the same lock)."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._lock = threading.Lock()
        self._file: int | None = None

    def spend(self, uses: Sequence[Use], now: float) -> Refused | None:
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            raise StoreFailed("locked for too long")
        try:
            file = self._opened()
            self._wait_for(file)
            try:
                return _spend(file, uses, now)
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        except OSError as error:
            self._close()
            raise StoreFailed(error.strerror or type(error).__name__) from error
        finally:
            self._lock.release()

    def _opened(self) -> int:
        if self._file is not None and os.fstat(self._file).st_nlink == 0:
            # Removed meanwhile: whoever opens it now makes another one.
            self._close()
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        return self._file

    def _close(self) -> None:
        """Begin again with the file that is there then, after whatever went wrong with this one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _wait_for(self, file: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreFailed("locked for too long by another process") from None
                time.sleep(_PAUSE_SECONDS)


def _spend(file: int, uses: Sequence[Use], now: float) -> Refused | None:
    places = [_find(file, use.key, now) for use in uses]
    after, refused = decide(uses, [full_at for _, full_at in places], now)
    if refused is None:
        for use, (offset, _), full_at in zip(uses, places, after, strict=True):
            os.pwrite(file, _PLACE.pack(use.key, full_at), offset)
    return refused


def _find(file: int, key: bytes, now: float) -> tuple[int, float]:
    """Where this key is kept, or may be, and its moment (0 where it is not)."""
    row = int.from_bytes(key[:4], "big") % ROWS * _ROW_BYTES
    # A new file is empty: what is beyond its end has not been written yet.
    kept = os.pread(file, _ROW_BYTES, row).ljust(_ROW_BYTES, b"\0")
    free, least = 0, float("inf")
    for place, (found, full_at) in enumerate(_PLACE.iter_unpack(kept)):
        if found == key:
            return row + place * _PLACE.size, full_at
        if full_at < least:
            free, least = place, full_at
    return row + free * _PLACE.size, 0.0
