"""The project's own files, as git tracks them (or would)."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Files that are committed or about to be, relative to the root, in order."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return tuple(path for path in map(Path, sorted(set(listed.splitlines()))) if (ROOT / path).is_file())


def files(*suffixes: str, under: str = "") -> list[Path]:
    return [path for path in tracked_files() if path.suffix in suffixes and str(path).startswith(under)]


def text_of(path: Path) -> str | None:
    """The file's text, None for what is no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
