"""kill -9 of web, worker and Elasticsearch at any moment while listings are edited: nothing is lost."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Process, Site
from tests.services.elasticsearch import Node, own_node, why_missing
from tests.services.parts import missing

pytestmark = [pytest.mark.services, pytest.mark.alone, pytest.mark.slow]

# So many that few are changed twice: a change that got lost is not healed by the next one.
PLACES = 3_000
# A node takes some ten seconds to come back, in which the others go on, and are killed too.
NODE_KILLS, KILLS = 4, 52
LONGEST_PEACE = 0.6


class Crowd:
    """Two web processes that edit and search, a worker, and a node. Whoever is killed is started again."""

    def __init__(self, site: Site, node: Node, dice: random.Random, stack: ExitStack) -> None:
        self.site, self.node, self.dice, self.stack = site, node, dice, stack
        self.running: dict[str, Process] = {}
        for name in ("web 1", "web 2", "worker"):
            self.start(name)

    def start(self, name: str) -> None:
        process = self.stack.enter_context(self.site.process())
        if name == "worker":
            process.tell("follow_index")
        else:
            process.tell("churn", seed=self.dice.randrange(10**9), places=PLACES)
        assert process.answer() == "begun"
        self.running[name] = process

    def kill(self, name: str) -> None:
        if name == "node":
            self.node.wait()  # what is not there yet can't be killed
            time.sleep(self.dice.uniform(0, LONGEST_PEACE))
            self.node.kill()
            self.node.start(wait=False)
        else:
            self.running.pop(name).kill()
            self.start(name)


def test_after_more_than_fifty_kills_both_engines_agree_with_the_database(tmp_path: Path) -> None:
    if reason := why_missing():
        missing(reason)
    dice = random.Random(20_261_126)
    victims = [
        "node" if number % (KILLS // NODE_KILLS) == 5 else dice.choice(("web 1", "web 2", "worker"))
        for number in range(KILLS)
    ]
    with own_node() as node, ExitStack() as stack:
        site = Site(tmp_path, elasticsearch=node.url, merge_after=100)
        witness = stack.enter_context(site.process())
        witness.ask("prepare", places=PLACES)
        witness.ask("drain_index")
        crowd = Crowd(site, node, dice, stack)
        for victim in victims:
            time.sleep(dice.uniform(0, LONGEST_PEACE))
            crowd.kill(victim)
        node.wait()
        time.sleep(LONGEST_PEACE)
        for process in crowd.running.values():
            process.kill()
        epoch, sequence = witness.ask("head")
        assert witness.ask("drain_index") == [epoch, sequence]
        assert witness.ask("check", name="elasticsearch") == []
        assert witness.ask("check", name="columnar") == []
        log = [number for number, _ in witness.ask("log")]
    assert log == list(range(1, len(log) + 1))
    kills = Counter(victims)
    assert kills["node"] == NODE_KILLS
    assert min(kills.values()) >= NODE_KILLS
    # Something was written between the kills.
    assert sequence > PLACES + 5 * KILLS
