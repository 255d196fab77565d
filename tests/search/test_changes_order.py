"""On PostgreSQL transactions run side by side and commit in any order: no cursor skips an entry all the same.

Each claim has its control: the same transactions, with numbers from a plain sequence.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import psycopg
import pytest

from tests.search.processes import Process, Site
from tests.services.postgresql import programs, running_cluster

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed: make services-install"),
]

WRITERS, COMMITS = 8, 60
ENTRIES = WRITERS * COMMITS * 2


class Crew(NamedTuple):
    """Three processes, and a connection that looks at their locks."""

    first: Process
    second: Process
    reader: Process
    server: psycopg.Connection


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    with running_cluster() as cluster, cluster.database() as url, ExitStack() as stack:
        site = Site(tmp_path_factory.mktemp("order"), url=url)
        first, second, reader = (stack.enter_context(site.process()) for _ in range(3))
        first.ask("prepare", places=1)
        first.ask("make_plain_log")
        yield Crew(first, second, reader, stack.enter_context(psycopg.connect(url, autocommit=True)))


def who_blocks(server: psycopg.Connection, backend: int) -> list[int]:
    """The backends whose locks this one waits for, as soon as it waits."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        row = server.execute("SELECT pg_blocking_pids(%s)", [backend]).fetchone()
        if row is not None and row[0]:
            return list(row[0])
        time.sleep(0.01)
    return []


def test_who_comes_later_waits_for_who_came_first_and_a_cursor_sees_both(crew: Crew) -> None:
    first, second, reader, server = crew
    cursor = reader.ask("head")[1]
    earlier, later = first.ask("backend"), second.ask("backend")
    first.tell("hold", log="changes", ids=[1])
    assert first.answer() == cursor + 1
    second.tell("hold", log="changes", ids=[2])
    assert who_blocks(server, later) == [earlier]
    assert reader.ask("entries_since", log="changes", number=cursor) == []
    first.tell("go on")
    assert first.answer() == "committed"
    assert second.answer() == cursor + 2
    assert reader.ask("entries_since", log="changes", number=cursor) == [cursor + 1]
    second.tell("go on")
    assert second.answer() == "committed"
    assert reader.ask("entries_since", log="changes", number=cursor + 1) == [cursor + 2]


def test_the_control_with_a_sequence_skips_who_came_first(crew: Crew) -> None:
    first, second, reader, _ = crew
    first.tell("hold", log="plain", ids=[1])
    early = first.answer()
    second.tell("hold", log="plain", ids=[2])
    late = second.answer()
    assert late > early
    second.tell("go on")
    assert second.answer() == "committed"  # without waiting
    assert reader.ask("entries_since", log="plain", number=early - 1) == [late]
    first.tell("go on")
    assert first.answer() == "committed"
    # A cursor that has followed up to the later number never finds the earlier one.
    assert reader.ask("entries_since", log="plain", number=late) == []
    assert reader.ask("all_numbers", log="plain") == [early, late]


def followed(crew: Crew, log: str) -> tuple[set[int], set[int]]:
    """The numbers that were committed by writers who dawdle, and those that a follower saw meanwhile."""
    before = set(crew.first.ask("all_numbers", log=log))
    crew.reader.tell("follow_log", log=log)
    assert crew.first.ask("write_unevenly", log=log, writers=WRITERS, commits=COMMITS) > 0  # roll-backs
    crew.reader.tell("go on")
    seen = crew.reader.answer()
    assert seen == sorted(set(seen))  # each once, in order
    committed = set(crew.first.ask("all_numbers", log=log))
    assert len(committed - before) == ENTRIES
    return committed, set(seen)


def test_writers_who_dawdle_and_roll_back_make_no_cursor_skip(crew: Crew) -> None:
    committed, seen = followed(crew, "changes")
    assert committed - seen == set()
    assert seen - committed == set()


def test_the_control_with_a_sequence_skips_many(crew: Crew) -> None:
    committed, seen = followed(crew, "plain")
    assert len(committed - seen) > 0
