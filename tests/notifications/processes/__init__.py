"""Real processes that tell and send, with a mail server that is a folder; and what kills them."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.architecture.tree import ROOT
from tests.kernel.rings import ring

PATIENCE_SECONDS = 120


class Post:
    """One database in `folder`, or at `url`, and the e-mails that were taken, in `folder/mail`."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.mail = folder / "mail"
        self.environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
            "DJANGO_SETTINGS_MODULE": "tests.notifications.processes.settings",
            "ONE_VAR": str(folder),
            "DATABASE_URL": url or f"sqlite:///{folder / 'one.sqlite3'}",
            "FIELD_KEYS": ring("FIELD_KEYS", "1"),
            "DIGEST_KEYS": ring("DIGEST_KEYS", "1"),
        }

    def start(self, verb: str, **values: Any) -> subprocess.Popen[str]:
        """A process that does one thing of `tests.notifications.processes.worker`."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.notifications.processes.worker", verb, json.dumps(values)],
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

    def taken(self) -> Counter[str]:
        """How often the mail server has taken each e-mail, by `Message-ID`."""
        texts = [path.read_text() for path in self.mail.glob("*")] if self.mail.exists() else []
        return Counter(re.findall(r"^Message-ID: (\S+)", "\n".join(texts), re.MULTILINE))
