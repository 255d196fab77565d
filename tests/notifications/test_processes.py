"""Killed at any step, and several senders at once, in real processes on both databases: nothing is lost."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.notifications.processes import Post
from tests.processes import until
from tests.services.parts import missing
from tests.services.postgresql import Cluster, programs, running_cluster

pytestmark = pytest.mark.slow

KILLS = 8


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if programs() is None:
        missing("PostgreSQL")
    with running_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("cluster").database())
        post = stack.enter_context(Post(tmp_path, url=url))
        post.ask("prepare")
        yield post


@pytest.mark.parametrize(("step", "already"), [("committed", 0), ("taken", 0), ("accepted", 1)])
def test_killed_at_each_step_it_is_sent_by_the_next(post: Post, step: str, already: int) -> None:
    assert post.ask("die_at", step=step) is None
    assert post.ask("state") == {"told": 1, "sent": 0, "waiting": 1, "again": 0}
    assert post.taken().total() == already
    post.ask("send", minutes_later=6)
    found = post.ask("state")
    assert (found["sent"], found["waiting"]) == (1, 0)
    # The one way to send twice, and the mailbox can tell: one Message-ID.
    assert list(post.taken().values()) == [1 + already]
    assert "partis\u00a0: 0" in post.ask("send", minutes_later=60)


def test_several_senders_send_each_once(post: Post) -> None:
    followers = [post.start("follow") for _ in range(2)]
    tellers = [post.start("tell", times=30) for _ in range(2)]
    for teller in tellers:
        teller.answer()
    until(lambda: post.ask("state")["waiting"] == 0)
    for follower in followers:
        follower.stop()
    assert post.ask("state") == {"told": 60, "sent": 60, "waiting": 0, "again": 0}
    assert set(post.taken().values()) == {1}
    assert len(post.taken()) == 60


def test_killed_at_random_nothing_is_lost(post: Post) -> None:
    dice = random.Random(7)
    teller = post.start("tell", times=200, sends_itself=False)
    for _ in range(KILLS):
        victim, before = post.start("follow"), post.taken().total()
        until(lambda before=before: post.taken().total() > before or teller.has_ended())
        time.sleep(dice.uniform(0, 0.1))
        victim.kill()
    teller.answer()
    post.ask("send", minutes_later=6)
    found, taken = post.ask("state"), post.taken()
    assert (found["told"], found["sent"], found["waiting"]) == (200, 200, 0)
    assert len(taken) == 200
    assert taken.total() - 200 <= KILLS
