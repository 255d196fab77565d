"""Schedulers that are killed, and several at once, in real processes on both databases: each reminder once.

And two answers by one link at the same moment: one counts.
"""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.processes import Site, until
from tests.services.parts import missing
from tests.services.postgresql import programs, running_cluster

pytestmark = pytest.mark.slow

KILLS = 6
HOLDERS = 2


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests of the module: each has places of its own."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            if programs() is None:
                missing("PostgreSQL")
            url = stack.enter_context(stack.enter_context(running_cluster()).database())
        site = stack.enter_context(Site("tests.scheduling.processes", tmp_path_factory.mktemp("site"), url))
        site.ask("prepare")
        yield site


def each_once(site: Site, ids: list[int]) -> bool:
    wanted = len(ids) * HOLDERS
    return bool(
        site.ask("state", ids=ids) == dict.fromkeys(("reminders", "once", "told", "told once"), wanted)
    )


def test_run_twice_and_by_two_at_once_each_reminder_is_sent_once(site: Site) -> None:
    ids = site.ask("make", name="deux", listings=30)
    for running in [site.start("once") for _ in range(2)]:
        running.answer()
    # The second may have found that the first was at it.
    site.ask("once")
    assert each_once(site, ids)
    followers = [site.start("follow") for _ in range(2)]
    more = site.ask("make", name="suite", listings=30)
    until(lambda: site.ask("state", ids=more)["told"] >= len(more) * HOLDERS)
    for follower in followers:
        follower.stop()
    assert each_once(site, [*ids, *more])


@pytest.mark.parametrize("step", ["job taken", "reminders written", "told", "committed", "done"])
def test_killed_at_each_step_the_next_one_does_the_rest(site: Site, step: str) -> None:
    ids = site.ask("make", name=step.replace(" ", ""), listings=2)
    assert site.ask("die_at", step=step) is None
    found = site.ask("state", ids=ids)
    done = {"committed": 1, "done": 2}.get(step, 0) * HOLDERS
    assert found == dict.fromkeys(found, done)
    time.sleep(0.6)  # until the lease is over
    site.ask("once")
    assert each_once(site, ids)


def test_killed_at_random_each_reminder_is_sent_once(site: Site, tmp_path: Path) -> None:
    dice, progress = random.Random(3), tmp_path / "progress"
    ids = site.ask("make", name="hasard", listings=KILLS * 8)
    progress.touch()
    for _ in range(KILLS):
        before = progress.stat().st_size
        victim = site.start("follow", dawdle=0.05, progress=str(progress))
        until(lambda before=before: progress.stat().st_size > before)
        time.sleep(dice.uniform(0, 0.15))
        victim.kill()
    found = site.ask("state", ids=ids)
    assert 0 < found["told"] < len(ids) * HOLDERS, "it was not killed in the middle: the test proves nothing"
    assert found == dict.fromkeys(found, found["told"])
    site.ask("once")
    assert each_once(site, ids)


@pytest.mark.parametrize("second", [{"action": "confirm"}, {"availability": "inconnue"}])
def test_of_two_answers_by_one_link_at_once_one_counts(
    site: Site, tmp_path: Path, second: dict[str, str]
) -> None:
    listing_id, secret = site.ask("offer", name=f"lien-{next(iter(second.values()))}")
    ready = [str(tmp_path / "one"), str(tmp_path / "two")]
    running = [
        site.start("post", secret=secret, typed=typed, mine=mine, other=other)
        for typed, mine, other in (({"action": "confirm"}, *ready), (second, *reversed(ready)))
    ]
    # One is led on; the other reads that there was an answer.
    assert sorted(one.answer() for one in running) == [[200, True], [302, False]]
    found = site.ask("listing", listing_id=listing_id)
    assert found["changes"] == 1
    # « Information non disponible » is an answer with its day, too.
    assert found["is confirmed"]
    assert found["availability"] in ("maintenant", second.get("availability"))
