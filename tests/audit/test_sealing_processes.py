"""Writers, sealers and kills in real processes, on both databases: one seal for each entry, none skipped."""

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import accumulate
from pathlib import Path

import pytest

from tests.audit.processes import History
from tests.processes import Process, until
from tests.services.parts import missing
from tests.services.postgresql import Cluster, programs, running_cluster

pytestmark = pytest.mark.slow
WRITERS, COMMITS = 6, 25
KILLS = 12


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if programs() is None:
        missing("PostgreSQL")
    with running_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("cluster").database())
        site = stack.enter_context(History(tmp_path / "site", url=url))
        site.ask("prepare")
        yield site


def late(sealed: list[int]) -> int:
    """How many were sealed after a higher id: whoever follows ids would have skipped them."""
    highest = accumulate(sealed, max)
    return sum(entry_id < before for entry_id, before in zip(sealed[1:], highest, strict=False))


def write_at_once(site: History, stack: ExitStack) -> list[int]:
    """The ids that six writers committed, in random order with roll-backs between."""
    values = {"commits": COMMITS, "dawdle": 0.08, "together": WRITERS}
    writers = [stack.enter_context(site.start("write", seed=n, **values)) for n in range(WRITERS)]
    return sorted(entry_id for writer in writers for entry_id in writer.answer())


@pytest.mark.parametrize("sealers", [1, 3])
def test_six_writers_out_of_order_and_nothing_is_skipped(site: History, sealers: int) -> None:
    with ExitStack() as stack:
        at_work = [stack.enter_context(site.start("seal_restlessly", at_once=50)) for _ in range(sealers)]
        until(lambda: site.ask("state")["gaps are true"])
        committed = write_at_once(site, stack)
        until(lambda: len(site.ask("state")["sealed"]) >= len(committed))
        for process in at_work:
            process.stop()
    found = site.ask("state")
    assert len(committed) >= WRITERS * COMMITS
    assert found["entries"] == sorted(found["sealed"]) == committed
    assert found["gaps are true"]
    assert site.problems() == []
    if "postgresql" in site.environment["DATABASE_URL"]:
        assert late(found["sealed"]) > 0, "no entry was committed late: the test proves nothing"


def test_the_sealer_as_procfile_starts_it(site: History) -> None:
    site.ask("write", commits=5, seed=1)
    with site.start("follow") as sealer:
        until(lambda: site.heads.exists() and site.problems() == [])
        before = site.heads.read_text()
        time.sleep(2.5)
        assert site.heads.read_text() == before
        sealer.stop()


def test_killed_at_random_points_the_chain_holds(site: History) -> None:
    dice = random.Random(12)
    with ExitStack() as stack:
        writers = [stack.enter_context(site.start("write", commits=300, seed=n)) for n in range(2)]
        for _ in range(KILLS):
            with site.start("seal_restlessly", at_once=3) as victim:
                before = _lines(site.heads)
                until(lambda victim=victim, before=before: _lines(site.heads) > before or _idle(writers))
                time.sleep(dice.uniform(0, 0.1))
                victim.kill()
            if site.heads.exists():
                assert [kind for kind in site.problems() if kind != "unsealed"] == []
        for writer in writers:
            writer.answer()
    site.ask("seal")
    found = site.ask("state")
    assert sorted(found["sealed"]) == found["entries"]
    assert found["gaps are true"]
    assert site.problems() == []


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _idle(writers: list[Process]) -> bool:
    return all(writer.has_ended() for writer in writers)


@pytest.mark.parametrize(
    "step", ["locked", "seals written", "gaps written", "committed", "half a line", "a line"]
)
def test_killed_at_each_step_the_next_one_goes_on(site: History, step: str) -> None:
    site.ask("write", commits=3, seed=1)
    site.ask("seal")
    heads = _lines(site.heads)
    site.ask("write", commits=3, seed=2)
    assert site.ask("die_at", step=step) is None
    before = site.ask("state")
    committed = step in ("committed", "half a line", "a line")
    assert (len(before["sealed"]) == len(before["entries"])) is committed
    assert "n°" in site.ask("seal")
    after = site.ask("state")
    assert sorted(after["sealed"]) == after["entries"]
    assert after["gaps are true"]
    assert site.problems() == (["unreadable_head"] if step == "half a line" else [])
    assert _lines(site.heads) == heads + (2 if step == "half a line" else 1)


def test_a_backup_taken_meanwhile_agrees_with_its_heads(tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with ExitStack() as stack:
        site = stack.enter_context(History(tmp_path / "site"))
        site.ask("prepare")
        sealer = stack.enter_context(site.start("seal_restlessly", at_once=3))
        writers = [stack.enter_context(site.start("write", commits=200, seed=n)) for n in range(2)]
        until(lambda: _lines(site.heads) > 5)
        assert "Sauvegarde faite" in site.ask("command", name="backup", folder=str(folder))
        for writer in writers:
            writer.answer()
        until(lambda: "unsealed" not in site.problems())
        sealer.stop()
    assert "audit/heads.jsonl" in json.loads((folder / "manifest.json").read_text())["files"]

    with History(tmp_path / "restored") as other:
        assert "Restauration faite" in other.ask("command", name="restore", folder=str(folder))
        assert [kind for kind in other.problems() if kind != "unsealed"] == []
        # Those that were exported after the backup tell what the restore has lost.
        assert "heads_missing" in other.problems(site.heads)
        other.ask("seal")
        assert other.problems() == []
