"""What the tree promises: names, sizes, the direction of imports, nothing of one machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, text_of, tracked_files

LONGEST_FILE = 450
# Lines of a function, signature included, what it says of itself not.
LONGEST_FUNCTION = 42
# One call with a field a line: to read it in two places would be harder.
ONE_CALL = {"shown_listing"}
# Names that say nothing: whatever fits nowhere ends up in them.
NAMES_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "misc",
    "tools",
}
# Written in pieces, so that this file is not found by its own search.
FOREIGN = {
    "host of a package registry": re.compile(
        r"\b(?:" + "|".join(["py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)",
                             "deb" + r"\.debian\.org", "maven" + r"\.org", "crates" + r"\.io"]) + ")"
    ),
    "path of one machine": re.compile(r"(?<![\w.})\]-])/(?:work|root|home)/\w"),
}  # fmt: skip


def test_site_is_no_package() -> None:
    """A package called `site` would shadow Python's own."""
    assert not (ROOT / "site" / "__init__.py").exists()


def test_every_name_says_something() -> None:
    nameless = [
        path
        for path in tracked_files()
        if NAMES_THAT_SAY_NOTHING & {part.split(".")[0] for part in path.parts}
    ]
    assert nameless == []


def test_files_stay_short() -> None:
    long = {}
    for path in files(".py", ".css", ".js", ".html"):
        lines = (text_of(path) or "").count("\n")
        if "migrations" not in path.parts and lines > LONGEST_FILE:
            long[str(path)] = lines
    assert long == {}


def test_functions_stay_short() -> None:
    long = {}
    for path in files(".py"):
        if path.parts[0] in ("acte_content", "portal", "search", "site") and "migrations" not in path.parts:
            for node in ast.walk(ast.parse(text_of(path) or "")):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in ONE_CALL:
                    lines = _lines_of(node)
                    if lines > LONGEST_FUNCTION:
                        long[f"{path}: {node.name}"] = lines
    assert long == {}


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    says = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - says


@pytest.mark.parametrize("what", FOREIGN)
def test_nothing_of_one_machine_is_committed(what: str) -> None:
    found = {}
    for path in tracked_files():
        match = FOREIGN[what].search(text_of(path) or "")
        if match:
            found[str(path)] = match[0]
    assert found == {}


def test_no_check_is_silenced_without_naming_it() -> None:
    bare = re.compile(r"#\s*(?:noqa(?!:)|type:\s*ignore(?!\[))")
    found = [str(path) for path in files(".py") if path != Path("tests/architecture/test_tree.py")
             and bare.search(text_of(path) or "")]  # fmt: skip
    assert found == []


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_requirements_are_pinned_and_name_no_index() -> None:
    pins: dict[str, dict[str, str]] = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [
            line
            for line in (ROOT / name).read_text().splitlines()
            if line and not line.lstrip().startswith("#")
        ]
        assert all(re.fullmatch(r"[a-z0-9._-]+==[\w.!+]+", line) for line in lines), name
        pins[name] = dict(line.split("==") for line in lines)
    run, dev = pins["requirements.txt"], pins["requirements-dev.txt"]
    assert {name: dev.get(name) for name in run} == run
