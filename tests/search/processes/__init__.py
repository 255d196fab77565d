"""Real processes on a real SQLite file: a small site with one table, and what drives it.

The site is as small as it can be (the search and one table of places), so that many processes start in no
time; its database settings are the real ones (`config.env`).
"""

import json
import os
import select
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE_SECONDS = 90
ROOT = Path(__file__).resolve().parents[3]


class Site:
    """One database and one folder of saved segments, in `folder`; processes are started on them.

    `url`: another database than the SQLite file in the folder; `elasticsearch`: search there.
    """

    def __init__(
        self,
        folder: Path,
        *,
        url: str = "",
        stock: bool = False,
        merge_after: int = 500,
        elasticsearch: str = "",
    ) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.search.processes.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
            "STOCK_SETTINGS": "1" if stock else "",
            "MERGE_AFTER": str(merge_after),
            "SEARCH_ENGINE": "elasticsearch" if elasticsearch else "columnar",
            "ELASTICSEARCH_URL": elasticsearch,
        }

    @property
    def database(self) -> Path:
        return self.folder / "one.sqlite3"

    @property
    def copy(self) -> Path:
        return self.folder / "copy.sqlite3"

    def save_copy(self) -> None:
        """The database as it is now, in one file beside it."""
        with closing(sqlite3.connect(self.database)) as database, closing(sqlite3.connect(self.copy)) as copy:
            database.backup(copy)

    @property
    def search_root(self) -> Path:
        return self.folder / "search"

    def saved(self) -> list[Path]:
        """The directories of saved segments."""
        return sorted(path for path in self.search_root.iterdir() if "-" in path.name and path.name[0] != ".")

    def builds(self) -> int:
        """How often an index was built from all documents, as the processes' log says."""
        return (self.folder / "search.log").read_text().count("Index fait")

    def process(self) -> "Process":
        return Process(self)


class Process:
    """A process of the site that does what it is asked: `ask("search")`, `tell("write", …)`, `answer()`."""

    def __init__(self, site: Site) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.search.processes.worker"],
            env=site.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, verb: str, **values: Any) -> Any:
        """Have it done, and wait for the answer."""
        self.tell(verb, **values)
        return self.answer()

    def tell(self, verb: str, **values: Any) -> None:
        """Have it begun; `answer` waits for its end."""
        assert self._running.stdin is not None
        self._running.stdin.write(json.dumps({"verb": verb, **values}) + "\n")
        self._running.stdin.flush()

    def answer(self) -> Any:
        assert self._running.stdout is not None
        ready, _, _ = select.select([self._running.stdout], [], [], PATIENCE_SECONDS)
        assert ready, f"no answer in {PATIENCE_SECONDS} s"
        line = self._running.stdout.readline()
        assert line, f"the process ended with {self._running.wait()}"
        return json.loads(line)

    def ended(self) -> bool:
        """Wait for an answer or the end: did the process end?"""
        assert self._running.stdout is not None
        return not self._running.stdout.readline()

    def kill(self) -> None:
        """kill -9: nothing is written, closed or released any more."""
        self._running.kill()
        self._running.wait()

    def __enter__(self) -> "Process":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.kill()
        self._running.wait()
        for stream in (self._running.stdin, self._running.stdout):
            assert stream is not None
            stream.close()


def damage(directory: Path, how: str) -> None:
    """Do to a saved segment what disks, people and upgrades do."""
    array = directory / "ids.npy"
    if how == "missing file":
        array.unlink()
    elif how == "cut file":
        array.write_bytes(array.read_bytes()[:-8])
    elif how == "flipped bit":
        content = bytearray(array.read_bytes())
        content[-3] ^= 4
        array.write_bytes(content)
    elif how == "no list":
        (directory / "contents.json").unlink()
    elif how == "empty list":
        (directory / "contents.json").write_text("[]")
    else:
        contents = json.loads((directory / "contents.json").read_text())
        (directory / "contents.json").write_text(json.dumps(contents | {"made_by": "older"}))
