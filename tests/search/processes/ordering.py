"""Transactions that are held open: with the change log, and with a log numbered by a plain sequence.

The second is what the first protects from. Its numbers are drawn in one order and committed in another.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from search import changes
from tests.search.processes.worker import RollBackError, answer

Append = Callable[[list[int]], int]
Since = Callable[[int], list[int]]


def make_plain_log() -> None:
    """A log whose numbers come from a sequence of PostgreSQL's."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_log (sequence bigserial PRIMARY KEY, listing_id bigint NOT NULL)")


def _append_to_plain_log(listing_ids: list[int]) -> int:
    with connection.cursor() as cursor:
        sql = "INSERT INTO plain_log (listing_id) SELECT unnest(%s::bigint[]) RETURNING sequence"
        cursor.execute(sql, [listing_ids])
        return max(number for (number,) in cursor.fetchall())


def _plain_since(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequence FROM plain_log WHERE sequence > %s ORDER BY sequence LIMIT 7", [number]
        )
        return [found for (found,) in cursor.fetchall()]


def _changes_since(number: int) -> list[int]:
    return [found for found, _ in changes.since(number, limit=7)]


LOGS: dict[str, tuple[Append, Since]] = {
    "changes": (changes.append, _changes_since),
    "plain": (_append_to_plain_log, _plain_since),
}


def hold(log: str, ids: list[int]) -> str:
    """Append in a transaction, answer with the number, and commit once a line comes ("go on")."""
    append, _ = LOGS[log]
    with transaction.atomic():
        answer(append(ids))
        assert json.loads(sys.stdin.readline())["verb"] == "go on"
    return "committed"


def backend() -> int:
    """What PostgreSQL calls this process's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def entries_since(log: str, number: int) -> list[int]:
    """What a cursor at `number` finds."""
    _, since = LOGS[log]
    return since(number)


def write_unevenly(log: str, writers: int, commits: int) -> int:
    """Threads that wait between appending and committing, and sometimes roll back: how many roll-backs.

    Each commits exactly `commits` transactions of two entries.
    """
    append, _ = LOGS[log]
    rolled_back: list[int] = []

    def one(seed: int) -> None:
        dice = random.Random(seed)
        done = 0
        try:
            while done < commits:
                time.sleep(dice.uniform(0, 0.004))
                try:
                    with transaction.atomic():
                        append([dice.randint(1, 50), dice.randint(51, 100)])
                        time.sleep(dice.uniform(0, 0.004))
                        if dice.random() < 0.15:
                            raise RollBackError
                except RollBackError:
                    rolled_back.append(seed)
                else:
                    done += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(rolled_back)


def follow_log(log: str) -> list[int]:
    """Follow with a cursor, as an engine does, until a line comes ("go on"): every number that was seen."""
    _, since = LOGS[log]
    seen: list[int] = []
    ended = threading.Event()
    waiting = threading.Thread(target=_until_told, args=(ended,))
    waiting.start()
    last_look = False
    while not last_look:
        last_look = ended.is_set()  # read before the look, so that the last one comes after everything
        while found := since(seen[-1] if seen else 0):
            seen += found
    waiting.join()
    return seen


def _until_told(ended: threading.Event) -> None:
    sys.stdin.readline()
    ended.set()


def all_numbers(log: str) -> list[int]:
    """Every number that was committed."""
    table = {"changes": "search_change", "plain": "plain_log"}[log]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sequence FROM {table} ORDER BY sequence")
        return [number for (number,) in cursor.fetchall()]


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (make_plain_log, hold, backend, entries_since, write_unevenly, follow_log, all_numbers)
}
