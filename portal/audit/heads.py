"""The heads of the chain, exported: a file to which lines are only ever added, one JSON a head.

Whoever owns the database can make the whole chain again after changing an entry; not the lines that are on
another machine by then. A head is written after the commit, so a line's link is in the database, or was.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from portal.audit.chain import ChainHead

# Of a line, far more than one takes; a file that is none of ours is not read into memory.
_LONGEST = 1_000
_HIGHEST_NUMBER = 2**63 - 1
_LINK_LENGTH = 64


@dataclass(frozen=True, slots=True)
class NoHead:
    """A line that is no head: its number in the file."""

    line: int


def append(path: Path, head: ChainHead, at: datetime) -> None:
    """Add a line, on the disk when this returns. After a line that was cut short, a new one is begun."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    line = json.dumps({"number": head.number, "link": head.link, "at": moment}).encode() + b"\n"
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(file, line) != len(line):
            raise OSError(f"{path}: the line was cut short")
        os.fsync(file)
    finally:
        os.close(file)


def last(path: Path) -> ChainHead | None:
    """The head in the file's last lines; None where there is no file, or no head in them."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 4 * _LONGEST))
            lines = file.read().splitlines()
    except FileNotFoundError:
        return None
    return next((head for line in reversed(lines) if (head := _head_of(line))), None)


def read(path: Path) -> Iterator[ChainHead | NoHead]:
    """Every head in the file, in bounded memory. A last line without its end is still being copied."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST):
            number += 1
            head = _head_of(line)
            if head is not None:
                yield head
            elif line.strip() and (line.endswith(b"\n") or len(line) == _LONGEST):
                yield NoHead(number)


def _head_of(line: bytes) -> ChainHead | None:
    try:
        told: Any = json.loads(line)
        number, link = told["number"], told["link"]
    except (ValueError, TypeError, KeyError):
        return None
    is_head = type(number) is int and type(link) is str and len(link) == _LINK_LENGTH
    return ChainHead(number, link) if is_head and 0 < number <= _HIGHEST_NUMBER else None
