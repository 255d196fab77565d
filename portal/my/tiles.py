"""Map tiles from our own origin: fetched once from the configured service, kept on disk, served to all.

A visitor's browser talks to nobody but us, and the service sees one client. Only tiles of Belgium, at the
zooms that the map shows, are ever asked for. The store is bounded in age and size.
"""

import os
import random
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

from search import geo

MIN_ZOOM, MAX_ZOOM = 6, 18
# Belgium and a margin (west, south, east, north), in degrees.
COVERED = (2.3, 49.3, 6.7, 51.7)
MAX_TILE_BYTES = 512 * 1024
TIMEOUT_SECONDS = 3.0
PNG = b"\x89PNG\r\n\x1a\n"
AGENT = "MY.ONE (cache de tuiles)"
# The store is measured after about one tile kept in so many, and emptied to this share of its size.
MEASURED_EVERY = 200
EMPTIED_TO = 0.8


# A slow service must not hold the threads that answer searches: so many fetches at once, in each process.
FETCHES = 2
# One that so often in a row did not answer is left alone for a while: a map asks for twenty tiles at once.
FAILURES = 2
PAUSE_SECONDS = 30.0


class _Upstream:
    """Whether the service may be asked now, in this process."""

    def __init__(self) -> None:
        self.slots = threading.BoundedSemaphore(FETCHES)
        self._failures = 0
        self._rests_until = 0.0

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def answered(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._failures = 0
            self._rests_until = time.monotonic() + PAUSE_SECONDS


_upstream = _Upstream()


@dataclass(frozen=True, slots=True)
class TileStore:
    """`upstream` is a URL with `{z}`, `{x}` and `{y}`; times in seconds, sizes in bytes."""

    upstream: str
    root: Path
    max_age: float
    max_bytes: int

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """One tile as PNG, or None where there is none to show.

        A tile that is too old is fetched again, and shown all the same where that fails.
        """
        if not is_covered(zoom, x, y):
            return None
        path = self.root / str(zoom) / str(x) / f"{y}.png"
        kept = _read(path)
        if kept is not None and time.time() - kept[1] < self.max_age:
            return kept[0]
        fetched = self._fetch(zoom, x, y)
        if fetched is None:
            return kept[0] if kept else None
        self._keep(path, fetched)
        return fetched

    def _fetch(self, zoom: int, x: int, y: int) -> bytes | None:
        address = self.upstream.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))
        if not address.startswith(("https://", "http://")):
            return None
        if _upstream.rests() or not _upstream.slots.acquire(timeout=TIMEOUT_SECONDS / 3):
            return None
        request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310 -- checked above
        try:
            if _upstream.rests():
                return None  # it failed while we waited for our turn
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 -- checked
                data: bytes = answer.read(MAX_TILE_BYTES + 1)
        except HTTPError as refusal:
            refusal.close()
            _upstream.answered()
            return None
        except (OSError, HTTPException, ValueError):
            _upstream.failed()
            return None
        finally:
            _upstream.slots.release()
        _upstream.answered()
        return data if data.startswith(PNG) and len(data) <= MAX_TILE_BYTES else None

    def _keep(self, path: Path, data: bytes) -> None:
        """Written beside and renamed: nobody reads half a tile. A full disk costs the copy, not the map."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
                part.write(data)
            Path(part.name).replace(path)
            if random.randrange(MEASURED_EVERY) == 0:  # noqa: S311 -- no secret
                self.shrink()
        except OSError:
            return

    def shrink(self) -> None:
        """Drop the oldest tiles until the store is well within its size again."""
        files = []
        for path in self.root.rglob("*.p*"):
            try:
                found = path.stat()
            except FileNotFoundError:
                continue  # another process drops tiles too
            files.append((found.st_mtime, found.st_size, path))
        size = sum(each[1] for each in files)
        if size <= self.max_bytes:
            return
        for _, length, path in sorted(files):
            if size <= self.max_bytes * EMPTIED_TO:
                return
            path.unlink(missing_ok=True)
            size -= length


def is_covered(zoom: int, x: int, y: int) -> bool:
    """Whether a tile exists, at a zoom that the map shows, and touches what it shows."""
    if not MIN_ZOOM <= zoom <= MAX_ZOOM:
        return False
    west, south, east, north = COVERED
    left, top = geo.tile(geo.encode(north, west), zoom)
    right, bottom = geo.tile(geo.encode(south, east), zoom)
    return left <= x <= right and top <= y <= bottom


def _read(path: Path) -> tuple[bytes, float] | None:
    """A kept tile and when it was kept."""
    try:
        with path.open("rb") as file:
            return file.read(), os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
