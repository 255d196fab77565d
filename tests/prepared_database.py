"""The migrated SQLite database of the tests, kept between runs: migrating takes longer than most tests.

What is kept is as good as new: a migration, a dependency or an app that changes makes another one, `migrate`
runs over it all the same (and what follows it, as the triggers of the history), and nothing but migrations
has ever written it.
"""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "databases"


@contextmanager
def prepared_database() -> Iterator[None]:
    """While it is open, migrating an empty database in memory begins with the kept one, or keeps it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate.Command, "handle", _from_kept(migrate.Command.handle))
        yield


def _from_kept(handle: Callable[..., Any]) -> Callable[..., Any]:
    def prepared(self: Any, *args: Any, **options: Any) -> Any:
        connection = connections[options["database"]]
        if not _is_empty_in_memory(connection) or options["app_label"] or options["plan"]:
            return handle(self, *args, **options)
        kept = kept_database()
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source:
                source.backup(connection.connection)
            return handle(self, *args, **options)
        said = handle(self, *args, **options)
        _keep(connection, kept)
        return said

    return prepared


def kept_database() -> Path:
    """The file of the one that this run began with, for tests whose own processes need one. SQLite alone."""
    return KEPT / f"{_key()}.sqlite3"


def _is_empty_in_memory(connection: Any) -> bool:
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        return False
    connection.ensure_connection()
    return not connection.introspection.table_names()


def _key() -> str:
    """Of all that a migrated database follows from."""
    digest = hashlib.sha256(f"{sqlite3.sqlite_version} {settings.INSTALLED_APPS}".encode())
    digest.update((ROOT / "requirements.txt").read_bytes())
    for app in apps.get_app_configs():
        if Path(app.path).is_relative_to(ROOT):
            for file in sorted(Path(app.path, "migrations").glob("*.py")):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _keep(connection: Any, kept: Path) -> None:
    """Whole or not at all: several processes may try at once. Of earlier ones nothing stays."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(written)) as target:
        connection.connection.backup(target)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    written.replace(kept)
