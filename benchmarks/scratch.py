"""Django over a scratch database, for a measurement and its clients: nothing that runs is touched."""

import os
import sys
from pathlib import Path

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
