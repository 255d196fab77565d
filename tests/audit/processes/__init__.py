"""Real processes that write and seal one history, and what starts, kills and asks them."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE_SECONDS = 90
ROOT = Path(__file__).resolve().parents[3]


class Site:
    """One history, in `folder`, or in the database of `url`, with its exported heads in `folder`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.audit.processes.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
        }

    @property
    def heads(self) -> Path:
        return self.folder / "audit" / "heads.jsonl"

    def process(self, verb: str, **values: Any) -> "Process":
        """Begin it; `answer` waits for its end."""
        return Process(self, verb, values)

    def ask(self, verb: str, **values: Any) -> Any:
        """Have it done, and wait for the answer."""
        with self.process(verb, **values) as process:
            return process.answer()

    def problems(self, *heads: Path) -> list[str]:
        """The kinds of what a verification finds, by default against its own heads."""
        found = self.ask("verify", heads=[str(path) for path in heads or [self.heads]])
        return [problem["kind"] for problem in found]


class Process:
    """One process, which does one thing and answers with one line."""

    def __init__(self, site: Site, verb: str, values: dict[str, Any]) -> None:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "tests.audit.processes.worker", verb, json.dumps(values)],
            env=site.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> Any:
        """What it said; None where it was killed, or killed itself."""
        said, _ = self._running.communicate(timeout=PATIENCE_SECONDS)
        assert self._running.returncode in (0, -9), f"it ended with {self._running.returncode}"
        return json.loads(said) if said else None

    def has_ended(self) -> bool:
        return self._running.poll() is not None

    def kill(self) -> None:
        """kill -9: nothing is written, closed or released any more."""
        self._running.kill()
        self._running.wait()

    def stop(self) -> None:
        """As an operator does; it must end by itself, and well."""
        self._running.terminate()
        assert self._running.wait(PATIENCE_SECONDS) == 0

    def __enter__(self) -> "Process":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        assert self._running.stdout is not None
        self._running.stdout.close()


def until(is_so: Any) -> None:
    """Wait for it, and not for ever."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.05)
