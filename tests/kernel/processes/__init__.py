"""Real processes with keys of their own on one database: the people of the portal, and nothing else of it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.kernel.rings import ring


class People:
    """One database in `folder`, or at `url`; every process is told which keys it has."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.kernel.processes.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
        }

    def start(self, *arguments: str, keys: str) -> subprocess.Popen[str]:
        """A process that does one thing of `tests.kernel.processes.doing`, with the keys of these ids."""
        environment = self.environment | {
            "FIELD_KEYS": ring("FIELD_KEYS", keys),
            "DIGEST_KEYS": ring("DIGEST_KEYS", keys),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.processes.doing", *arguments],
            env=environment,
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str, keys: str, code: int = 0) -> str:
        """Let it do this to the end, and return what it said."""
        running = self.start(*arguments, keys=keys)
        out, err = running.communicate(timeout=120)
        assert running.returncode == code, out + err
        return out
