"""The database: counts over all machines, exactly, and keeps nothing longer than it is worth."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from portal.limits import database
from portal.limits.database import Database, sweep
from portal.limits.models import Allowance
from portal.limits.rates import Rate
from portal.limits.stores import StoreFailed, Use
from tests.architecture.tree import ROOT

NOW = 1_795_687_000.0
RATE = Rate(10, 1_000_000)
THREADS, ASKED = 4, 6
KEY, OTHER = Use(b"k" * 16, RATE), Use(b"o" * 16, Rate(15, 1_000_000))
pytestmark = [pytest.mark.databases, pytest.mark.django_db(transaction=True)]


def passed(uses: list[Use], times: int, now: float = NOW) -> int:
    return sum(Database().spend(uses, now) is None for _ in range(times))


def test_a_use_is_counted_until_it_has_grown_back() -> None:
    assert passed([KEY], 12) == 10
    assert passed([KEY], 5, NOW + RATE.seconds / 10 + 1) == 1
    assert passed([KEY], 12, NOW + 2 * RATE.seconds) == 10


def test_all_uses_are_counted_or_none() -> None:
    assert passed([KEY, OTHER], 30) == 10
    assert passed([OTHER], 30) == 5


def test_whoever_asks_at_once_is_counted_exactly() -> None:
    """Two keys each, named in either order: nobody is lost, nobody waits for ever."""
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory refuses a second writer; on a file: below")
    counts: list[int] = []

    def ask(uses: list[Use]) -> None:
        counts.append(passed(uses, ASKED))
        connection.close()

    threads = [
        threading.Thread(target=ask, args=([KEY, OTHER] if number % 2 else [OTHER, KEY],))
        for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(counts) == THREADS
    assert sum(counts) == RATE.count
    assert passed([OTHER], 30) == 15 - RATE.count


@pytest.mark.slow
def test_processes_that_share_a_file_count_exactly(tmp_path: Path) -> None:
    ask = f"from tests.limits.test_database import KEY, OTHER, passed;print(passed([KEY, OTHER], {ASKED}))"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "ONE_VAR": str(tmp_path), "DEBUG": "0",
        "DATABASE_URL": f"sqlite:///{tmp_path}/one.sqlite3", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "limits", "--verbosity", "0"], env=environment, check=True)
    running = [
        subprocess.Popen(
            [*manage, "shell", "--verbosity", "0", "--no-imports", "--command", ask],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(THREADS)
    ]  # fmt: skip
    assert sum(int(process.communicate(timeout=120)[0]) for process in running) == RATE.count


def test_what_has_grown_back_is_removed() -> None:
    passed([KEY], 3)
    passed([OTHER], 3, NOW + RATE.seconds)
    sweep(NOW + RATE.seconds)
    assert [row.key for row in Allowance.objects.all()] == [OTHER.key.hex()]


def test_the_broom_comes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SWEEP_ONE_IN", 1)
    passed([KEY], 3)
    passed([OTHER], 1, NOW + RATE.seconds)
    assert Allowance.objects.count() == 1


def test_a_refusal_does_not_hang_on_somebodys_transaction() -> None:
    """Inside one, a rollback would give the uses back."""
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        Database().spend([KEY], NOW)


def test_a_database_that_fails_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise DatabaseError("DETAIL: Key (key)=(canari)")

    monkeypatch.setattr(database, "_spend", fail)
    with pytest.raises(StoreFailed) as failure:
        Database().spend([KEY], NOW)
    assert str(failure.value) == "DatabaseError"
