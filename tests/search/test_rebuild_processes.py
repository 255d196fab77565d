"""Rebuilding the columnar index while other processes answer from the old one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Process, Site, damage
from tests.services.postgresql import programs, running_cluster

pytestmark = pytest.mark.slow

PLACES = 30
Start = Callable[[], Process]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def start(site: Site) -> Iterator[Start]:
    """Starts processes of the site, the first of which makes its places, and ends them."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(site.process())


@pytest.fixture
def both(start: Start) -> tuple[Process, Process]:
    """Two processes that answer from the same large segment."""
    one, other = start(), start()
    one.ask("prepare", places=PLACES)
    assert one.ask("large") == other.ask("large") == PLACES
    return one, other


def taken_by_every_process(site: Site, one: Process, other: Process) -> None:
    """Somebody went around the log: only what is made from the whole database can show it."""
    epoch, before = one.ask("head")
    one.ask("go_around", ids=[1, 2], number=501)
    assert [difference["id"] for difference in other.ask("check")] == [1, 2]
    one.ask("rebuild")
    assert other.ask("search")["ids"][-2:] == [1, 2]
    assert one.ask("check") == other.ask("check") == []
    # The epoch stays, so that who follows the log otherwise goes on; numbers were taken, without an entry.
    assert other.ask("head") == [epoch, before + 2]
    assert [number for number, _ in one.ask("log")] == list(range(1, PLACES + 1))
    assert one.ask("large") == other.ask("large") == before + 1
    assert site.builds() == 2  # the first one, and one rebuild


def test_a_rebuild_keeps_the_epoch_and_every_process_takes_it_at_its_next_search(
    site: Site, both: tuple[Process, Process]
) -> None:
    taken_by_every_process(site, *both)


@pytest.mark.services
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed: make services-install")
def test_on_postgresql_too_every_process_takes_it(tmp_path: Path) -> None:
    with running_cluster() as cluster, cluster.database() as url, ExitStack() as stack:
        site = Site(tmp_path, url=url)
        one, other = (stack.enter_context(site.process()) for _ in range(2))
        one.ask("prepare", places=PLACES)
        assert one.ask("large") == other.ask("large") == PLACES
        taken_by_every_process(site, one, other)


def test_what_others_write_during_a_rebuild_is_in_the_next_answers(
    start: Start, both: tuple[Process, Process]
) -> None:
    one, other = both
    writer = start()
    writer.ask("head")
    writer.tell("write", transactions=400, seed=3, places=PLACES)
    for _ in range(6):
        one.ask("rebuild")
        assert other.ask("check") == one.ask("check") == []
    assert writer.answer()["lost"] == 0
    assert other.ask("check") == one.ask("check") == []


def test_two_rebuilds_at_once_come_one_after_the_other(
    site: Site, start: Start, both: tuple[Process, Process]
) -> None:
    one, other = both
    onlooker = start()
    onlooker.ask("search")
    for process in both:
        process.tell("rebuild")
    for process in both:
        process.answer()
    epoch, number = onlooker.ask("head")
    assert number == PLACES + 4
    newest = PLACES + 3  # the second one began once the first had taken both of its numbers
    assert [process.ask("large") for process in (one, other, onlooker)] == [newest] * 3
    assert {path.name for path in site.saved()} == {f"{epoch}-{PLACES + 1}", f"{epoch}-{newest}"}
    assert onlooker.ask("check") == []


def test_a_rebuild_goes_past_directories_that_are_damaged(site: Site, both: tuple[Process, Process]) -> None:
    one, other = both
    damage(site.saved()[0], "flipped bit")
    # Nobody reads again what is mapped: the rebuild must not depend on what is found under its name.
    one.ask("rebuild")
    assert one.ask("large") == other.ask("large") == PLACES + 1
    one.ask("rebuild")
    newest = max(site.saved(), key=lambda path: int(path.name.split("-")[1]))
    damage(newest, "cut file")
    # The other one refuses it, and answers from what it has; the next rebuild reaches it again.
    assert other.ask("check") == []
    assert other.ask("large") == PLACES + 1
    one.ask("rebuild")
    assert one.ask("large") == other.ask("large") == PLACES + 5
    assert one.ask("check") == other.ask("check") == []


def test_killed_between_saving_and_telling_it_is_taken_with_the_next_change(
    site: Site, start: Start, both: tuple[Process, Process]
) -> None:
    one, other = both
    victim = start()
    victim.tell("die_before_the_head_moves")
    assert victim.ended()
    assert sorted(path.name.split("-")[1] for path in site.saved()) == [str(PLACES), str(PLACES + 1)]
    assert other.ask("check") == []
    one.ask("change", ids=[3], number=701)
    assert other.ask("search")["ids"][-1] == 3
    assert one.ask("large") == other.ask("large") == PLACES + 1
    assert one.ask("check") == other.ask("check") == []
    one.ask("rebuild")
    assert other.ask("large") == PLACES + 3
