"""Real processes on one database: they are begun, asked, killed and waited for.

Whoever begins with Django's start-up spends two seconds on it. So one process a database starts up once,
with the module that is to work imported, and divides in two for each that is asked for: as good as one that
begins, and nothing is shared but the code.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.architecture.tree import ROOT

PATIENCE_SECONDS = 300


class Process:
    """One process, which does one thing and answers with one line."""

    def __init__(self, site: "Site", pid: int, said: Path) -> None:
        self._site, self._pid, self._said = site, pid, said
        self._code: int | None = None

    def has_ended(self) -> bool:
        if self._code is None:
            self._code = self._site.request(has_ended=self._pid)
        return self._code is not None

    def answer(self) -> Any:
        """What it said; None where it was killed, or killed itself."""
        until(self.has_ended)
        assert self._code in (0, -9), f"it ended with {self._code}"
        return json.loads(self._said.read_text()) if self._code == 0 else None

    def kill(self) -> None:
        """kill -9: nothing is written, closed or released any more."""
        if not self.has_ended():
            os.kill(self._pid, 9)
            until(self.has_ended)

    def stop(self) -> None:
        """As an operator does; it must end by itself, and well."""
        assert not self.has_ended()
        os.kill(self._pid, 15)
        until(self.has_ended)
        assert self._code == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Site:
    """One database, in `folder` or at `url`, and the processes of `<package>.worker` that work on it."""

    def __init__(self, package: str, folder: Path, url: str = "", **variables: str) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": f"{package}.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
            **variables,
        }
        folder.mkdir(parents=True, exist_ok=True)
        self._started = 0
        self._forking = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.forking", f"{package}.worker"],
            env=self.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def start(self, verb: str, **values: Any) -> Process:
        """Begin it; `answer` waits for its end."""
        self._started += 1
        said = self.folder / f"said-{self._started}"
        return Process(self, self.request(verb=verb, values=values, said=str(said)), said)

    def ask(self, verb: str, **values: Any) -> Any:
        """Have it done, and wait for the answer; None where it killed itself."""
        return self.start(verb, **values).answer()

    def request(self, **request: Any) -> Any:
        """One line to the process that divides, and what it answers."""
        assert self._forking.stdin is not None
        assert self._forking.stdout is not None
        self._forking.stdin.write(json.dumps(request) + "\n")
        self._forking.stdin.flush()
        return json.loads(self._forking.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forking.communicate(timeout=PATIENCE_SECONDS)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, and not for ever."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.01)
