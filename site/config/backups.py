"""Backup and restore of everything that cannot be made again: the database and the stored files.

A backup is a folder:

    manifest.json       what is in it: rows of each table, size and SHA-256 of each file; written last
    database.sqlite3    one moment of the database, in one file
    media/  private/    the stored files
    audit/              the heads of the history's chain, as this machine exported them

Not in it: saved arrays of the search, collected static files, cached tiles. They are made again.

The database is copied first, in one step of SQLite's own backup: it is one moment, and in WAL mode no writer
waits for it. Files are stored before the row that names them is committed, so whatever the copied
database names was there to be copied; what a service removed in between was not wanted any more. Heads are
the other way round: exported after the commit, so copied before the database, which has all that they name.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from search import changes

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database.sqlite3"
HEADS = "audit"
_BLOCK = 1 << 20


class BackupError(Exception):
    """What the operator must know or mend; the message is in French, for them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a backup holds, in numbers that an operator can check."""

    tables: int
    rows: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the running system keeps what a backup holds."""

    database: Path
    files: dict[str, Path]

    @classmethod
    def of_settings(cls) -> "Places":
        if connection.vendor != "sqlite":
            raise BackupError(
                "Cette commande sauvegarde SQLite. Pour PostgreSQL\u00a0: pg_dump et pg_restore,"
                " voir docs/operations.md."
            )
        return cls(
            Path(connection.settings_dict["NAME"]),
            {
                HEADS: Path(settings.AUDIT_ROOT),
                "media": Path(settings.MEDIA_ROOT),
                "private": Path(settings.PRIVATE_ROOT),
            },
        )


def backup(folder: Path) -> Counts:
    """Write a backup into `folder`, which must be empty or absent. Writers may go on meanwhile."""
    places = Places.of_settings()
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} n’est pas vide.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)  # it holds private data
    copy = folder / DATABASE
    contents = dict(_copy_files(folder, HEADS, places.files[HEADS]))
    _copy_database(copy)
    contents[DATABASE] = _size_and_digest(copy)
    for name, root in places.files.items():
        if name != HEADS:
            contents |= _copy_files(folder, name, root)
    tables = _verified_tables(copy)
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "tables": tables,
        "files": contents,
    }
    os.sync()  # all the files at once: one by one would take minutes
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
    os.sync()
    return _counts(tables, contents)


def restore(folder: Path, *, force: bool) -> Counts:
    """Put a backup in place, checked before anything is touched, with a new epoch of the change log.

    What is in the way is refused, or with `force` set aside under another name. The database comes into its
    place last: a restore that was cut short is started again, with `force`.
    """
    places = Places.of_settings()
    manifest = _verified_manifest(folder)
    in_the_way = [path for path in (places.database, *places.files.values()) if not _is_empty(path)]
    if in_the_way and not force:
        listed = ", ".join(map(str, in_the_way))
        raise BackupError(f"Il y a déjà des données\u00a0: {listed}. --force les met de côté.")
    connection.close()
    _release(places.database)
    staged = _stage(folder, places, manifest)
    aside = f".avant-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    for path in in_the_way:
        path.rename(path.with_name(path.name + aside))
    for name, root in places.files.items():
        if root.exists():
            root.rmdir()
        staged[name].rename(root)
    staged[DATABASE].replace(places.database)
    os.sync()
    return _counts(manifest["tables"], manifest["files"])


def _copy_files(folder: Path, name: str, root: Path) -> Iterator[tuple[str, list[Any]]]:
    for path in _files(root):
        target = folder / name / path.relative_to(root)
        # A file that a service removes at this very moment is not wanted any more.
        if (copied := _copy_file(path, target)) is not None:
            yield str(target.relative_to(folder)), copied


def _copy_database(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    target.chmod(0o600)


def _verified_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} n’est pas une sauvegarde complète\u00a0: {MANIFEST} manque.") from error
    if manifest["format"] != FORMAT:
        raise BackupError(f"Format de sauvegarde inconnu\u00a0: {manifest['format']}.")
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file() or _size_and_digest(path) != expected:
            raise BackupError(f"{path} manque ou est abîmé.")
    if (tables := _verified_tables(folder / DATABASE)) != manifest["tables"]:
        wrong = sorted(set(tables.items()) ^ set(manifest["tables"].items()))
        raise BackupError(f"Le nombre de lignes ne correspond pas\u00a0: {wrong[:5]}.")
    return manifest


def _verified_tables(database: Path) -> dict[str, int]:
    """Rows of each table, once SQLite has found the file sound."""
    with closing(sqlite3.connect(database)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise BackupError(f"{database} est abîmé\u00a0: {verdict}.")
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        count = "SELECT count(*) FROM {}"
        return {name: copy.execute(count.format(f'"{name}"')).fetchone()[0] for (name,) in names}


def _stage(folder: Path, places: Places, manifest: dict[str, Any]) -> dict[str, Path]:
    """Everything beside its place, on the same disk, synced; the database already in its new epoch."""
    staged = {name: root.with_name(root.name + ".restauration") for name, root in places.files.items()}
    for root in staged.values():
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
    staged["private"].chmod(0o700)
    staged[DATABASE] = places.database.with_name(places.database.name + ".restauration")
    places.database.parent.mkdir(parents=True, exist_ok=True)
    for name in manifest["files"]:
        if name == DATABASE:
            _copy_file(folder / name, staged[DATABASE])
        else:
            root, _, rest = name.partition("/")
            _copy_file(folder / name, staged[root] / rest)
    with _connected_to(staged[DATABASE]):
        changes.new_epoch()
    with closing(sqlite3.connect(staged[DATABASE])) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
    os.sync()
    return staged


@contextmanager
def _connected_to(database: Path) -> Iterator[None]:
    """Django's connection, pointed elsewhere: the restored log gets its epoch before anybody can read it."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _release(database: Path) -> None:
    """Refuse while another process has the database open, and leave no write-ahead log behind."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=1)) as present:
        try:
            # SQLite leaves WAL mode only for the last one who has the file open.
            present.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise BackupError("La base est utilisée\u00a0: arrêtez d’abord les serveurs.") from error


def _is_empty(path: Path) -> bool:
    if not path.exists():
        return True
    return not any(path.iterdir()) if path.is_dir() else path.stat().st_size == 0


def _files(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file()) if root.exists() else iter(())


def _copy_file(source: Path, target: Path) -> list[Any] | None:
    """Copy with mode and times; size and digest of the copy, None where the source is gone."""
    try:
        reading = source.open("rb")
    except FileNotFoundError:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    with reading, target.open("wb") as writing:
        shutil.copyfileobj(reading, writing, _BLOCK)
        status = os.fstat(reading.fileno())
        os.fchmod(writing.fileno(), status.st_mode & 0o777)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    return _size_and_digest(target)


def _size_and_digest(path: Path) -> list[Any]:
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]


def _counts(tables: dict[str, int], files: dict[str, Any]) -> Counts:
    stored = [entry for name, entry in files.items() if name != DATABASE]
    size = sum(entry[0] for entry in files.values())
    return Counts(len(tables), sum(tables.values()), len(stored), size)
