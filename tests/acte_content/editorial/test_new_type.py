"""The example of docs/content.md, followed word for word: one class, one template, and the page is read.

In a copy of the code and a process of its own: a model that is once known is never forgotten.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.prepared_database import kept_database

ROOT = Path(__file__).parents[3]
COPIED = ("acte_content", "portal", "search", "site", "templates", "tests")
STEPS = ["migrated", "drafted", "previewed", "published", "read", "listed"]
_CODE = re.compile(r"```(python|django)\n(?:# |\{# )(\S+?)(?: #\})?\n(.*?)```", re.DOTALL)


def followed(where: Path) -> None:
    """What the section tells a developer to do."""
    section = (ROOT / "docs" / "content.md").read_text().split("## A new type of page")[1].split("\n## ")[0]
    written = {path: (kind, code) for kind, path, code in _CODE.findall(section)}
    assert {kind for kind, _ in written.values()} == {"python", "django"}
    for path, (kind, code) in written.items():
        target = where / path
        assert target.exists() is (kind == "python"), path
        target.write_text(f"{target.read_text()}\n\n{code}" if kind == "python" else code)
    models = where / "acte_content" / "editorial" / "models"
    edit(models / "__init__.py", "    ProIndexPage,\n", "    ProIndexPage,\n    StoryPage,\n")
    edit(models / "pages.py", '["editorial.GuidePage"]', '["editorial.GuidePage", "editorial.StoryPage"]')


def edit(file: Path, old: str, new: str) -> None:
    before = file.read_text()
    assert before.count(old) == 1
    file.write_text(before.replace(old, new))


@pytest.mark.usefixtures("django_db_setup")
def test_one_class_and_one_template(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("it begins with the kept database, which is SQLite")
    for folder in COPIED:
        # With what Python has compiled of it, and its times, by which that is known to be fresh.
        shutil.copytree(ROOT / folder, tmp_path / folder, symlinks=True)
    followed(tmp_path)
    var = tmp_path / "var"
    var.mkdir()
    shutil.copy(kept_database(), var / "one.sqlite3")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "ONE_VAR": str(var),
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{tmp_path / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    walk = subprocess.run(
        [sys.executable, "-m", "tests.acte_content.editorial.new_type_walk"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert walk.returncode == 0, walk.stdout + walk.stderr
    assert walk.stdout.split() == STEPS
