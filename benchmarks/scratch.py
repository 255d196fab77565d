"""Django over a scratch database, for a measurement and its clients: nothing that runs is touched."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.services.postgresql import running_cluster

ROOT = Path(__file__).resolve().parents[1]


def set_up(folder: Path, database: str = "") -> None:
    """Everything that is written goes into `folder`, or into the `database` of that URL.

    Call it before importing what needs Django.
    """
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ["ONE_VAR"] = str(folder)
    os.environ["DATABASE_URL"] = database or f"sqlite:///{folder / 'rows.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()


@contextmanager
def scratch_site(prefix: str, *, postgresql: bool = False) -> Iterator[None]:
    """Django over an empty database of its own, migrated; of SQLite, or of a PostgreSQL started for it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=prefix))
        database = ""
        if postgresql:
            database = stack.enter_context(stack.enter_context(running_cluster()).database())
        set_up(Path(folder), database)
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        yield
        connection.close()
