"""Real processes that schedule, answer and are killed, on one database; e-mails become files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.architecture.tree import ROOT

PATIENCE_SECONDS = 300


class Site:
    """One database in `folder`, or at `url`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.scheduling.processes.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
        }

    def start(self, verb: str, **values: Any) -> subprocess.Popen[str]:
        """A process that does one thing of `tests.scheduling.processes.worker`."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.scheduling.processes.worker", verb, json.dumps(values)],
            env=self.environment, cwd=ROOT, text=True, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, verb: str, **values: Any) -> Any:
        """Have it done; None where it killed itself."""
        return self.answer(self.start(verb, **values))

    @staticmethod
    def answer(running: subprocess.Popen[str]) -> Any:
        said, _ = running.communicate(timeout=PATIENCE_SECONDS)
        assert running.returncode in (0, -9), f"it ended with {running.returncode}"
        return json.loads(said) if said else None
