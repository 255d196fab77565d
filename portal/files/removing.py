"""Private files that no row names: of transactions that were undone, of processes that died."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from portal.files.models import ReceivedFile
from portal.files.quarantine import rooms

# A row is committed within seconds after its file; whoever takes longer than a day has died.
_OLD_SECONDS = 24 * 3600


def remove_orphans(today: date) -> int:
    """How many were removed, of those that are older than a day."""
    removed = 0
    for room in rooms():
        folder = Path(settings.PRIVATE_ROOT) / room
        # In this order: a file that is there and has no row by now will never have one.
        old = list(_old_files(folder))
        known = {Path(name).stem for name in _names(room)}
        for path in old:
            if _token(path.relative_to(folder)) not in known:
                path.unlink(missing_ok=True)
                removed += 1
        for empty in (path for path in folder.glob("*") if path.is_dir() and not any(path.iterdir())):
            empty.rmdir()
    return removed


def _names(room: str) -> Iterator[str]:
    kept = ReceivedFile.objects.filter(room=room).exclude(file="").order_by("pk")
    return kept.values_list("file", flat=True).iterator(chunk_size=5_000)


def _token(path: Path) -> str:
    """`ab12.jpg` and what was derived from it, `ab12/960.webp`, are one thing's."""
    return path.parts[0] if len(path.parts) > 1 else path.stem


def _old_files(folder: Path) -> Iterator[Path]:
    until = time.time() - _OLD_SECONDS
    for path in folder.rglob("*") if folder.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < until:
            yield path
