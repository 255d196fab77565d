"""A real part is there, or the test says why it does not run."""

import os
import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest


def missing(part: str) -> NoReturn:
    """Skip on a developer's machine, fail where everything must run (CI=true)."""
    reason = f"{part} is not installed: `make services-install`"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> Path | None:
    """The browser's program: `CHROMIUM`, else Debian's."""
    wanted = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return Path(wanted) if wanted else None


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
