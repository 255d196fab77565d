"""Two agents on one item: one decision, the other is told; on both databases, with real threads."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.architecture.tree import ROOT
from tests.queues.racing import AGENTS, ITEMS, MAX_BATCH, race

pytestmark = [pytest.mark.slow, pytest.mark.databases]


def judge(found: dict[str, Any]) -> None:
    outcomes = found.pop("outcomes")
    failed = {name: count for name, count in outcomes.items() if name.startswith("failed")}
    assert not failed
    assert sum(outcomes.values()) - outcomes.get("undone", 0) == AGENTS * ITEMS
    treated = found.pop("treated")
    assert found == {
        "decided_twice": 0, "treated_without_decision": 0, "decided_and_waiting": 0, "claims_of_decided": 0,
    }, outcomes  # fmt: skip
    # Every item but those that were taken back for good is decided, once.
    assert outcomes["decided"] - outcomes.get("undone", 0) == treated
    assert treated >= ITEMS - ITEMS // 5
    assert outcomes.get("NoLongerWaits", 0) + outcomes.get("TakenByColleague", 0) > 0


@pytest.mark.django_db(transaction=True)
def test_threads_on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory refuses a second writer; on a file: below")
    judge(race())


class OnAFile:
    """A site of its own on SQLite, asked in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "one.sqlite3"
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev", "ONE_VAR": str(folder), "DEBUG": "0",
            "DATABASE_URL": f"sqlite:///{self.database}", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        self._manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*self._manage, "migrate", "--verbosity", "0"], env=self._environment, check=True)

    def start(self, verb: str) -> subprocess.Popen[str]:
        ask = f"import json; from tests.queues.racing import {verb}; print(json.dumps({verb}()))"
        return subprocess.Popen(
            [*self._manage, "shell", "--verbosity", "0", "--no-imports", "--command", ask],
            env=self._environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, verb: str) -> Any:
        process = self.start(verb)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        return json.loads(said.splitlines()[-1])

    def decisions(self) -> int:
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            return int(connection.execute("SELECT count(*) FROM queues_decisionmade").fetchone()[0])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> OnAFile:
    return OnAFile(tmp_path_factory.mktemp("race"))


def test_a_batch_of_two_hundred_killed_in_the_middle(prepared: OnAFile) -> None:
    prepared.ask("prepare_batch")
    victim = prepared.start("run_batch")
    while prepared.decisions() < MAX_BATCH // 5:
        assert victim.poll() is None
    victim.kill()
    victim.communicate()
    before = prepared.decisions()
    assert MAX_BATCH // 5 <= before < MAX_BATCH
    found = prepared.ask("run_batch")
    taken = [why for why in found["left_out"] if why.startswith("Pris par Agent jusqu’à")]
    decided = [why for why in found["left_out"] if why.startswith("Message traité par Agent")]
    assert len(decided) == before
    assert len(taken) == MAX_BATCH // 10
    assert found["done"] == MAX_BATCH - len(taken) - before
    assert found["treated"] == found["decisions"] == found["decided"] == MAX_BATCH - len(taken)


def test_threads_on_a_file(prepared: OnAFile) -> None:
    judge(prepared.ask("race"))
