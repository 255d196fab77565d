"""kill -9 at any moment of writing, searching, merging and saving: what is left opens, and is right."""

import random
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Site

PLACES = 40
KILLS = 20
# A rebuild calls the disk about 60 times: a sync for each file, then the renames.
STEPS = [1, 2, 30, *range(45, 62)]


@pytest.mark.slow
def test_after_twenty_kills_of_a_writer_that_searches_and_merges_all_agrees(tmp_path: Path) -> None:
    site = Site(tmp_path, merge_after=6)
    dice = random.Random(20)
    with ExitStack() as stack:
        survivor = stack.enter_context(site.process())
        survivor.ask("prepare", places=PLACES)
        for kill in range(KILLS):
            with site.process() as victim:
                victim.tell("churn", seed=kill, places=PLACES)
                assert victim.answer() == "begun"
                time.sleep(dice.uniform(0, 0.5))
                victim.kill()
            assert survivor.ask("check") == [], f"kill {kill}"
            survivor.ask("forget")  # and as a process that starts now
            assert survivor.ask("check") == [], f"kill {kill}, started again"
        log = [number for number, _ in survivor.ask("log")]
    assert log == list(range(1, len(log) + 1))
    assert len(log) > PLACES + KILLS


@pytest.mark.slow
def test_killed_at_each_step_of_saving_the_index_still_opens(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with site.process() as survivor:
        survivor.ask("prepare", places=PLACES)
        survivor.ask("search")
        killed = 0
        for step in STEPS:
            with site.process() as victim:
                victim.tell("die_while_saving", step=step)
                killed += victim.ended()
            survivor.ask("forget")
            assert survivor.ask("check") == [], f"step {step}"
        survivor.ask("rebuild")
        assert killed >= len(STEPS) // 2
        assert len(site.saved()) == 2  # the newest two
        assert len(list(site.search_root.iterdir())) == 3  # they, and the lock: no rubbish is left
