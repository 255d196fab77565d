"""On what, when and with which versions something was measured."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("django", "numpy", "elasticsearch", "psycopg")


def machine() -> dict[str, str | int | float]:
    """What a reader needs to judge the figures; nothing that names the machine."""
    facts: dict[str, str | int | float] = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "cores": os.cpu_count() or 0,
        "processor": _field("/proc/cpuinfo", "model name"),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "load_before": round(os.getloadavg()[0], 1),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    return facts | {package: version(package) for package in PACKAGES}


def keep(report: Mapping[str, Any], file: str | None) -> None:
    """Write a report into a file, if one was named; "-" is standard output, which waits for the end."""
    if file and file != "-":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text(json.dumps(report, indent=1) + "\n")


def _field(path: str, name: str) -> str:
    file = Path(path)
    lines = file.read_text().splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
