"""Large segments on disk: one directory each, complete or absent, shared by every process.

    SEARCH_ROOT/<epoch>-<sequence>/    what was made from the database when the log stood there
    SEARCH_ROOT/.building-…/           being written; not looked at by anybody
    SEARCH_ROOT/lock                   held by the one process that builds, merges or cleans up

A directory is written under a name that nobody looks for, synced to disk, and renamed: a kill or a power cut
leaves it complete, or leaves rubbish that the next holder of the lock removes. Its list of contents says
which code made it, and the size and checksum of each file: what does not fit is put aside and built again.
"""

import contextlib
import fcntl
import json
import logging
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from search.changes import Head

logger = logging.getLogger(__name__)

CONTENTS = "contents.json"
KEPT = 2  # the newest directories that stay; older ones may still be mapped, and live on until unmapped
_NAME = re.compile(r"(?P<epoch>[0-9a-f]{1,32})-(?P<sequence>\d{1,19})")
_BUILDING = ".building-"
_BLOCK = 1 << 20


class UnusableDirectoryError(Exception):
    """A saved directory is incomplete, damaged, or was made by other code."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved segment: where the log stood, and its directory, with the number that tells it from another
    of the same name."""

    head: Head
    directory: Path
    inode: int


class Directories:
    """The saved segments of one `SEARCH_ROOT`. `made_by` identifies the code that makes documents."""

    def __init__(self, root: Path, made_by: str) -> None:
        self.root = root
        self.made_by = made_by

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Wait to be the only one, among all processes and threads, that builds or removes directories.

        A process that dies holds nothing any more.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def saved(self, epoch: str) -> list[Saved]:
        """The directories of an epoch, newest first, unread."""
        return sorted(
            (saved for saved in self._all() if saved.head.epoch == epoch),
            key=lambda saved: saved.head.sequence,
            reverse=True,
        )

    def verify(self, saved: Saved) -> None:
        """Read every byte: `UnusableDirectoryError` unless all is there, whole, and made by this code."""
        try:
            contents = json.loads((saved.directory / CONTENTS).read_text())
            made_by, files = contents["made_by"], contents["files"].items()
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnusableDirectoryError("la liste du contenu est illisible") from error
        if made_by != self.made_by:
            raise UnusableDirectoryError("le répertoire vient d’une autre version du logiciel")
        for name, expected in files:
            try:
                found = _size_and_checksum(saved.directory / name)
            except OSError as error:
                raise UnusableDirectoryError(f"{name} manque") from error
            if found != expected:
                raise UnusableDirectoryError(f"{name} est abîmé")

    def write(self, head: Head, save: Callable[[Path], None]) -> Saved:
        """Keep what `save` writes into the directory it is given. Under the lock."""
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.root))
        save(building)
        files = {path.name: _size_and_checksum(path) for path in sorted(building.iterdir())}
        (building / CONTENTS).write_text(json.dumps({"made_by": self.made_by, "files": files}))
        for path in building.iterdir():
            _sync(path)
        _sync(building)
        directory = self.root / f"{head.epoch}-{head.sequence}"
        if directory.exists():
            # Only what could not be used is written again. Aside first: a rename replaces no full directory.
            directory.rename(Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.root)) / "aside")
        building.rename(directory)
        _sync(self.root)
        return Saved(head, directory, directory.stat().st_ino)

    def clean(self, head: Head) -> None:
        """Remove all but the newest directories of the log that stands at `head`. Under the lock.

        What was left half-written goes too, and what comes from another epoch or from beyond the log's end.
        """
        saved = [saved for saved in self.saved(head.epoch) if saved.head.sequence <= head.sequence]
        keep = {saved.directory for saved in saved[:KEPT]}
        unwanted = [saved.directory for saved in self._all() if saved.directory not in keep]
        for directory in [*unwanted, *self.root.glob(f"{_BUILDING}*")]:
            shutil.rmtree(directory)
            logger.info("Répertoire de recherche retiré\u00a0: %s", directory.name)

    def _all(self) -> Iterator[Saved]:
        if not self.root.exists():
            return
        for directory in self.root.iterdir():
            if match := _NAME.fullmatch(directory.name):
                with contextlib.suppress(FileNotFoundError):  # removed meanwhile, for a newer one
                    inode = directory.stat().st_ino
                    yield Saved(Head(match["epoch"], int(match["sequence"])), directory, inode)


def _size_and_checksum(path: Path) -> list[int]:
    checksum = size = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
            size += len(block)
    return [size, checksum]


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
