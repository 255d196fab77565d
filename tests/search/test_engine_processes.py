"""The columnar engine across processes: whoever changes something, it is in everybody's next answer."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Process, Site, damage

pytestmark = pytest.mark.slow
PLACES = 30
Start = Callable[[], Process]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with places: made once, copied for each test."""
    site = Site(tmp_path_factory.mktemp("prepared"))
    with site.process() as process:
        process.ask("prepare", places=PLACES)
    site.save_copy()
    return site.copy


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Site:
    """A site with places, never searched, whose index merges often."""
    shutil.copy(prepared, tmp_path / "one.sqlite3")
    return Site(tmp_path, merge_after=8)


@pytest.fixture
def start(site: Site) -> Iterator[Start]:
    """Starts processes of the site, and ends them."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(site.process())


def test_a_change_in_one_process_is_in_the_next_answer_of_the_other(start: Start) -> None:
    one, other = start(), start()
    assert one.ask("search")["total"] == other.ask("search")["total"] == PLACES
    for number in range(11, 31):
        writer, reader = (one, other) if number % 2 else (other, one)
        place = number % PLACES + 1
        writer.ask("change", ids=[place], number=1_000_001 + 10 * number)
        found = reader.ask("search")
        assert found["ids"][-1] == place
        # Every tenth number is not public: it leaves the answers, and comes back with the next change.
        writer.ask("change", ids=[place], number=10)
        assert place not in reader.ask("search")["ids"]
    before = one.ask("search")
    assert one.ask("change", ids=[1], number=999, roll_back=True) == 0
    assert one.ask("search") == other.ask("search") == before
    one.ask("remove", ids=[3, 4])
    assert set(other.ask("search")["ids"]).isdisjoint({3, 4})
    assert one.ask("check") == other.ask("check") == []


def test_processes_that_start_together_build_one_index(site: Site, start: Start) -> None:
    together = [start() for _ in range(3)]
    for process in together:
        process.tell("search")
    assert [process.answer()["total"] for process in together] == [PLACES] * 3
    assert site.builds() == 1
    assert len(site.saved()) == 1


def test_index_and_database_agree_at_every_moment_while_others_write(site: Site, start: Start) -> None:
    site.environment["MERGE_AFTER"] = "1000"  # all that changed stays in the small segment
    writers, reader = [start(), start()], start()
    for process in (reader, *writers):
        process.ask("search")  # all of them are up
    for seed, writer in enumerate(writers):
        writer.tell("write", transactions=900, seed=seed, places=PLACES)
    assert reader.ask("torn", snapshots=25) == []
    assert [reader.ask("check") for _ in range(15)] == [[]] * 15
    for writer in writers:
        assert writer.answer()["lost"] == 0
    assert reader.ask("check") == []


def test_the_small_segment_is_merged_once_and_everybody_takes_the_new_one(site: Site, start: Start) -> None:
    processes = [start() for _ in range(3)]
    for process in processes:
        process.ask("search")
    for round_ in range(6):
        processes[round_ % 3].ask("change", ids=list(range(1, 12)), number=101 + round_)
        for process in processes:
            process.tell("search")
        for process in processes:
            process.answer()
        wait_for_segment(site, after=PLACES + 11 * round_)
    assert [process.ask("check") for process in processes] == [[]] * 3
    assert 1 <= len(site.saved()) <= 3  # the newest two, and one that is about to be removed
    assert site.builds() <= 1 + 6 + 1  # one a round; the first search; a merge that came a little late


def test_threads_find_their_own_changes_at_once(start: Start) -> None:
    process = start()
    assert process.ask("crowd", threads=8, rounds=10) == []
    assert process.ask("check") == []


def test_a_database_put_back_by_hand_is_indexed_again(site: Site, start: Start) -> None:
    """Without a new epoch: but the log ends before what the saved index has read."""
    process = start()
    process.ask("change", ids=[1], number=501)
    site.save_copy()
    process.ask("change", ids=list(range(1, 12)), number=601)
    assert process.ask("stats")["sequence"] == PLACES + 12
    process.kill()
    for path in (site.database, *site.folder.glob("one.sqlite3-*")):
        path.unlink()
    site.copy.rename(site.database)
    other = start()
    assert other.ask("check") == []
    assert other.ask("stats")["sequence"] == PLACES + 1
    assert [path.name.split("-")[1] for path in site.saved()] == [str(PLACES + 1)]


def test_a_new_epoch_makes_every_process_take_a_new_index(site: Site, start: Start) -> None:
    one, other = start(), start()
    epochs = {one.ask("stats")["epoch"], other.ask("stats")["epoch"]}
    one.ask("restart_log")
    assert other.ask("stats")["epoch"] == one.ask("stats")["epoch"] not in epochs
    assert one.ask("check") == other.ask("check") == []
    assert site.builds() == 2  # the second process opened what the first had built


def test_a_damaged_index_is_built_again(site: Site, start: Start) -> None:
    process = start()
    process.ask("search")
    for number, how in enumerate(
        ["missing file", "cut file", "flipped bit", "no list", "empty list", "other code"], start=1
    ):
        damage(site.saved()[0], how)
        process.ask("forget")  # as if it had just started
        assert process.ask("search")["total"] == PLACES, how
        assert process.ask("check") == [], how
        assert site.builds() == 1 + number, how
        process.ask("forget")
        assert process.ask("check") == [], how
        assert site.builds() == 1 + number, f"{how}: what was built again is sound"


def wait_for_segment(site: Site, after: int) -> None:
    """Until a large segment is saved that the log had not reached at number `after`."""
    end = time.monotonic() + 20
    while not any(int(path.name.split("-")[1]) > after for path in site.saved()):
        assert time.monotonic() < end, "it was not saved in 20 s"
        time.sleep(0.02)
