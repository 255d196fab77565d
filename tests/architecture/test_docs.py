"""The documentation names what there is."""

import re

import pytest

from tests.architecture.tree import ROOT, files, tracked_files

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()


def test_every_variable_of_the_environment_is_explained() -> None:
    asked = re.compile(r"env(?:iron\.get)?(?:\.\w+)?\(\s*[\"']([A-Z_]+)[\"']")
    used = {name for path in files(".py", under="site/") for name in asked.findall((ROOT / path).read_text())}
    assert {"ONE_VAR", "SECRET_KEY", "PORT"} <= used
    assert {name for name in used if f"`{name}`" not in OPERATIONS} == set()


@pytest.mark.parametrize("page", files(".md"), ids=str)
def test_links_lead_somewhere(page: object) -> None:
    path = ROOT / str(page)
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in tracked_files() if path.parent.as_posix() == "docs/decisions"]
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() for number in numbers)


def test_every_make_target_of_the_readme_exists() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text() + OPERATIONS))
    assert named <= set(targets)
