"""Keeping accepted files, and letting go of them: called by the services of the domains.

A file is on the disk before its row is committed, and leaves it after its row has gone: between the two a
file may lie there that no row names, which nobody can ask for and `removing` takes away.
"""

import secrets
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction

from portal.files.accepting import Accepted
from portal.files.enums import FileState
from portal.files.models import ReceivedFile
from portal.files.scanning import Verdict, scanner
from portal.files.storage import PrivateStorage
from portal.kernel import clock


def keep(accepted: Accepted, room: str, derived: Mapping[str, bytes] | None = None) -> ReceivedFile:
    """The file, kept; inside a service. Held unless a scanner has found it clean, or there is none.

    `derived`: by name, what was made of it and lies beside it, as private as itself.
    """
    if accepted.verdict is Verdict.INFECTED:
        raise ValueError("an infected file is refused, not kept")
    was_scanned = accepted.verdict is Verdict.CLEAN
    now = clock.now()
    received = ReceivedFile(
        room=room,
        name=accepted.name,
        media_type=accepted.media_type,
        size=len(accepted.content),
        state=FileState.CLEAN if was_scanned or scanner() is None else FileState.HELD,
        received_at=now,
        scanned_at=now if was_scanned else None,
    )
    token = secrets.token_hex(24)
    storage = PrivateStorage()
    try:
        for name, content in (derived or {}).items():
            storage.save(f"{room}/{token}/{name}", ContentFile(content))
        name = f"{room}/{token}{accepted.suffix}"
        received.file.save(name, ContentFile(accepted.content), save=False)
        received.save()
    except BaseException:
        forget(f"{room}/{token}{accepted.suffix}")
        raise
    return received


def keep_all(files: Sequence[Accepted], room: str) -> list[ReceivedFile]:
    """All of them. Where one cannot be kept, none stays on the disk; the rows go with the transaction."""
    kept: list[ReceivedFile] = []
    try:
        for accepted in files:
            kept.append(keep(accepted, room))
    except BaseException:
        for received in kept:
            forget(received.file.name or "")
        raise
    return kept


def read(received: ReceivedFile) -> bytes:
    """What it holds; `FileNotFoundError` where the disk has lost it."""
    with received.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def derived_from(received: ReceivedFile, names: Sequence[str]) -> dict[str, bytes]:
    """What was made of it, by name; `FileNotFoundError` where the disk has lost any of it."""
    storage, folder = PrivateStorage(), PurePosixPath(received.file.name or "").with_suffix("")
    found: dict[str, bytes] = {}
    for name in names:
        with storage.open(str(folder / name)) as opened:
            found[name] = opened.read()
    return found


def remove_after_commit(received: ReceivedFile) -> None:
    """Take what it holds away from the disk, once the transaction stands."""
    transaction.on_commit(partial(forget, received.file.name or ""), robust=True)


def forget(name: str) -> None:
    """The file of this name and what was made of it, gone from the disk. Nothing there is no error."""
    if not name:
        return
    storage = PrivateStorage()
    storage.delete(name)
    shutil.rmtree(Path(storage.path(str(PurePosixPath(name).with_suffix("")))), ignore_errors=True)
