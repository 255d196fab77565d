"""The file of one machine: shared by processes, bounded, private, and never in anybody's way."""

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from portal.limits import shared_file
from portal.limits.rates import Rate
from portal.limits.shared_file import NAME, PLACES, ROWS, SIZE, SharedFile
from portal.limits.stores import StoreFailed, Use
from tests.architecture.tree import ROOT

NOW = 1_795_687_000.0
RATE = Rate(100, 1_000_000)
PROCESSES, ASKED = 4, 60
# So many that the processes meet.
MANY, ASKED_OF_MANY = Rate(6_000, 1_000_000_000), 3_000
ASK = """
import json, sys
from pathlib import Path
from portal.limits.stores import StoreFailed
from tests.limits.test_shared_file import ASKED_OF_MANY, MANY, NOW, SharedFile, use
store, passed, failed = SharedFile(Path(sys.argv[1])), 0, 0
print("ready", flush=True)
sys.stdin.readline()
for _ in range(ASKED_OF_MANY):
    try:
        passed += store.spend([use(1, MANY)], NOW) is None
    except StoreFailed:
        failed += 1
print(json.dumps([passed, failed]))
"""


def use(number: int, rate: Rate = RATE) -> Use:
    """A key that falls into the row of this number."""
    return Use(number.to_bytes(4, "big") + b"k" * 12, rate)


def passed(store: SharedFile, one: Use, times: int, now: float = NOW) -> int:
    return sum(store.spend([one], now) is None for _ in range(times))


def test_several_processes_count_together(tmp_path: Path) -> None:
    """Exactly as many pass as may, whoever asks."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", ASK, str(tmp_path)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(PROCESSES)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in running]
    # On a machine that is very busy, somebody may wait too long for the lock: that use is not counted.
    assert PROCESSES * ASKED_OF_MANY - sum(failed for _, failed in answers) > MANY.count
    assert sum(passed for passed, _ in answers) == MANY.count


def test_threads_count_together(tmp_path: Path) -> None:
    store, counts = SharedFile(tmp_path), []
    threads = [
        threading.Thread(target=lambda: counts.append(passed(store, use(1), ASKED))) for _ in range(PROCESSES)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == RATE.count


def test_all_uses_are_counted_or_none(tmp_path: Path) -> None:
    store = SharedFile(tmp_path)
    scarce, plenty = use(1, Rate(2, 1_000_000)), use(2, Rate(10, 1_000_000))
    results = [store.spend([scarce, plenty], NOW) for _ in range(20)]
    assert [refused is None for refused in results] == [True] * 2 + [False] * 18
    assert results[-1] is not None
    assert results[-1].use is scarce
    # Who was refused eighteen times took nothing from the others.
    assert passed(store, plenty, 20) == 8


def test_it_outlives_its_processes(tmp_path: Path) -> None:
    assert passed(SharedFile(tmp_path), use(1), 150) == 100
    assert passed(SharedFile(tmp_path), use(1), 10) == 0
    assert passed(SharedFile(tmp_path), use(1), 10, NOW + RATE.seconds) == 10


def test_it_is_for_the_servers_account_only_and_does_not_grow(tmp_path: Path) -> None:
    store = SharedFile(tmp_path / "limits")
    for number in range(0, ROWS, 7):
        for place in range(PLACES + 2):
            store.spend([Use(number.to_bytes(4, "big") + bytes([place]) * 12, RATE)], NOW)
    file = tmp_path / "limits" / NAME
    assert file.stat().st_size <= SIZE == 1_572_864
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_where_a_row_is_full_whoever_used_least_is_forgotten(tmp_path: Path) -> None:
    store = SharedFile(tmp_path)
    keys = [Use((5).to_bytes(4, "big") + bytes([place]) * 12, RATE) for place in range(PLACES + 1)]
    for heavy, one in enumerate(keys[:PLACES]):
        assert passed(store, one, 10 * (heavy + 1)) == 10 * (heavy + 1)
    assert passed(store, keys[PLACES], 1) == 1
    assert passed(store, keys[PLACES - 1], 100) == 100 - 10 * PLACES
    assert passed(store, keys[0], 200) == 100


def test_nobody_waits_for_a_process_that_was_stopped_with_the_lock(tmp_path: Path) -> None:
    store = SharedFile(tmp_path)
    store.spend([use(1)], NOW)
    other = os.open(tmp_path / NAME, os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX)
    begun = time.monotonic()
    with pytest.raises(StoreFailed, match="locked"):
        store.spend([use(1)], NOW)
    assert time.monotonic() - begun < 2
    os.close(other)
    assert store.spend([use(1)], NOW) is None


@pytest.mark.parametrize(
    "fault", ["a file where the folder is", "a folder where the file is", "a link elsewhere"]
)
def test_a_place_that_is_no_place_is_a_failure_that_can_end(tmp_path: Path, fault: str) -> None:
    folder = tmp_path / "limits"
    if fault == "a file where the folder is":
        folder.touch()
    elif fault == "a folder where the file is":
        (folder / NAME).mkdir(parents=True)
    else:
        folder.mkdir()
        (folder / NAME).symlink_to(tmp_path / "elsewhere")
    store = SharedFile(folder)
    with pytest.raises(StoreFailed) as failure:
        store.spend([use(1)], NOW)
    assert str(tmp_path) not in str(failure.value)
    folder.rename(tmp_path / "aside")
    assert store.spend([use(1)], NOW) is None


def test_a_disk_that_is_full_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    store = SharedFile(tmp_path)
    monkeypatch.setattr(shared_file.os, "pwrite", full)
    with pytest.raises(StoreFailed, match="No space left"):
        store.spend([use(1)], NOW)
    monkeypatch.undo()
    assert store.spend([use(1)], NOW) is None


def test_a_file_that_is_removed_or_cut_or_garbage_locks_nobody_out(tmp_path: Path) -> None:
    store = SharedFile(tmp_path)
    assert passed(store, use(1), 150) == 100
    (tmp_path / NAME).unlink()
    assert passed(store, use(1), 150) == 100
    os.truncate(tmp_path / NAME, 0)
    assert passed(store, use(1), 150) == 100
    (tmp_path / NAME).write_bytes(os.urandom(SIZE))
    assert passed(store, use(1), 150) == 100
