"""Several processes write at once: no transaction is lost, no entry of the log is skipped."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.search.processes import Site
from tests.services.postgresql import programs, running_cluster

pytestmark = pytest.mark.slow
Entry = list[int]  # number, listing

WRITERS, TRANSACTIONS, PLACES = 6, 60, 20


def write_at_once(site: Site, follow_until: int = 0) -> tuple[dict[str, int], list[Entry], list[Entry]]:
    """What became of all transactions; the log; and what a follower saw of it meanwhile."""
    with ExitStack() as stack:
        writers = [stack.enter_context(site.process()) for _ in range(WRITERS)]
        follower = stack.enter_context(site.process())
        writers[0].ask("prepare", places=PLACES)
        follower.ask("head")
        for seed, writer in enumerate(writers):
            writer.tell("write", transactions=TRANSACTIONS, seed=seed, places=PLACES)
        seen = follower.ask("follow", until=follow_until)
        outcomes = [writer.answer() for writer in writers]
        log = writers[0].ask("log")
    return {key: sum(outcome[key] for outcome in outcomes) for key in outcomes[0]}, log, seen


def test_no_transaction_is_lost_and_no_entry_skipped(tmp_path: Path) -> None:
    outcome, log, seen = write_at_once(Site(tmp_path), follow_until=PLACES + WRITERS * TRANSACTIONS)
    assert outcome["lost"] == 0
    assert outcome["committed"] + outcome["rolled_back"] == WRITERS * TRANSACTIONS
    assert [number for number, _ in log] == list(range(1, len(log) + 1))
    assert len(seen) >= PLACES + WRITERS * TRANSACTIONS
    assert seen == log[: len(seen)]


def test_the_control_with_stock_settings_loses_some(tmp_path: Path) -> None:
    outcome, log, _ = write_at_once(Site(tmp_path, stock=True))
    assert outcome["lost"] > 0
    assert [number for number, _ in log] == list(range(1, len(log) + 1))


@pytest.mark.services
@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed: make services-install")
def test_on_postgresql_too_nothing_is_lost_skipped_or_torn(tmp_path: Path) -> None:
    """Its transactions run side by side, and each query of one sees a moment of its own."""
    with running_cluster() as cluster, cluster.database() as url:
        site = Site(tmp_path, url=url, merge_after=1_000)
        outcome, log, seen = write_at_once(site, follow_until=PLACES + WRITERS * TRANSACTIONS)
        assert outcome["lost"] == 0
        assert [number for number, _ in log] == list(range(1, len(log) + 1))
        assert len(seen) >= PLACES + WRITERS * TRANSACTIONS
        assert seen == log[: len(seen)]
        with site.process() as writer, site.process() as reader:
            assert reader.ask("check") == []
            sequence = writer.ask("change", ids=[3], number=1_001)
            assert reader.ask("stats")["sequence"] == sequence
            # So many that an idle machine, too, still writes while the snapshots are looked at.
            writer.tell("write", transactions=1_500, seed=1, places=PLACES)
            assert reader.ask("torn", snapshots=25) == []
            assert [reader.ask("check") for _ in range(10)] == [[]] * 10
            assert writer.answer()["lost"] == 0
