"""One process of the small site: reads what to do on standard input, answers on standard output."""

import io
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402 -- after setup()
from django.db import OperationalError, connection, transaction  # noqa: E402 -- after setup()

from search import changes, engines  # noqa: E402 -- after setup()
from search.checking import differences  # noqa: E402 -- after setup()
from search.documents import Order, SearchQuery  # noqa: E402 -- after setup()
from search.engines import engine, searcher  # noqa: E402 -- after setup()
from search.engines.columnar import directories  # noqa: E402 -- after setup()
from search.registry import source  # noqa: E402 -- after setup()
from tests.search.processes.places.models import Place, Twin  # noqa: E402 -- after setup()

EVERYTHING = SearchQuery(today=0, order=Order.NAME, size=1_000)


class RollBackError(Exception):
    """The service fails after its work."""


def prepare(places: int) -> int:
    """Make the tables, and `places` places numbered 1."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        Place.objects.bulk_create([Place(number=1) for _ in range(places)])
        pks = list(Place.objects.order_by("pk").values_list("pk", flat=True))
        Twin.objects.bulk_create([Twin(place_id=pk, number=1) for pk in pks])
        changes.append(pks)
    return len(pks)


def change(ids: list[int], number: int, roll_back: bool = False) -> int:
    """Give places a number in both tables, as a service would; 0 where it was rolled back."""
    try:
        with transaction.atomic():
            # Read, then write: with deferred transactions this is where writers meet.
            # Rows are locked in one order (PostgreSQL), as services do.
            locked = Place.objects.select_for_update().filter(pk__in=ids).order_by("pk")
            known = set(locked.values_list("pk", flat=True))
            for pk in ids:
                if pk not in known:
                    Place.objects.create(pk=pk, number=number)
                    Twin.objects.create(place_id=pk, number=number)
            Place.objects.filter(pk__in=ids).update(number=number)
            Twin.objects.filter(place__in=ids).update(number=number)
            sequence = changes.append(ids)
            if roll_back:
                raise RollBackError
    except RollBackError:
        return 0
    return sequence


def remove(ids: list[int]) -> int:
    with transaction.atomic():
        Place.objects.filter(pk__in=ids).delete()
        return changes.append(ids)


def write(transactions: int, seed: int, places: int) -> dict[str, int]:
    """So many random transactions; how many were committed, rolled back on purpose, and lost."""
    dice = random.Random(seed)
    counts = {"committed": 0, "rolled_back": 0, "lost": 0}
    for _ in range(transactions):
        ids = dice.sample(range(1, places + 1), dice.randint(1, 4))
        roll_back = dice.random() < 0.05
        try:
            change(ids, dice.randint(1, 10**6), roll_back)
        except OperationalError:
            counts["lost"] += 1
        else:
            counts["rolled_back" if roll_back else "committed"] += 1
    return counts


def follow(until: int) -> list[tuple[int, int]]:
    """Follow the log with a cursor, as an engine does, until number `until`: every entry that was seen."""
    seen: list[tuple[int, int]] = []
    end = time.monotonic() + 60
    while (cursor := seen[-1][0] if seen else 0) < until and time.monotonic() < end:
        seen += changes.since(cursor, limit=7)
    return seen


def search() -> dict[str, Any]:
    """What the engine answers to everything: ids by name, and the versions behind them."""
    found = engine().search(EVERYTHING)
    return {"ids": found.ids, "total": found.total}


def check(name: str = "") -> list[dict[str, Any]]:
    return [asdict(difference) for difference in differences(engine(name), source())]


def stats() -> dict[str, Any]:
    return asdict(engine().stats())


def rebuild() -> None:
    engine().rebuild(source())


def large() -> int:
    """The number of the log at which the large segment was made that this process answers from now."""
    return int(engine().snapshot().large.head.sequence)  # type: ignore[attr-defined] # the columnar one


def go_around(ids: list[int], number: int) -> None:
    """Change places and tell the log nothing, as somebody does who works in the database by hand."""
    Place.objects.filter(pk__in=ids).update(number=number)
    Twin.objects.filter(place__in=ids).update(number=number)


def restart_log() -> None:
    """What a restore does to the log."""
    changes.new_epoch()


def torn(snapshots: int) -> list[str]:
    """Search until so many snapshots were seen: every document that mixes two states of its place."""
    mixed: list[str] = []
    seen = {changes.head()}
    end = time.monotonic() + 60
    while len(seen) < snapshots and time.monotonic() < end:
        snapshot = engine().snapshot()  # type: ignore[attr-defined] # the columnar one
        seen.add(snapshot.head)
        mixed += [
            f"{document.name}, {document.capacity}"
            for document in snapshot.documents.values()
            if document.name != f"Lieu {document.capacity}"
        ]
    return mixed if len(seen) == snapshots else ["the writers were done too early"]


def forget() -> None:
    """Search with a new engine, as a process does that has just started."""
    engines._engines.clear()


def churn(seed: int, places: int) -> None:
    """Change, remove and search until killed; says when it has begun."""
    dice = random.Random(seed)
    answer("begun")
    while True:
        ids = dice.sample(range(1, places + 1), dice.randint(1, 8))
        if dice.random() < 0.1:
            remove(ids[:2])
        else:
            change(ids, dice.randint(1, 10**6), roll_back=dice.random() < 0.05)
        searcher().search(EVERYTHING)


def die_before_the_head_moves() -> None:
    """Rebuild the index, and be killed once it is saved, before any process could be told."""
    saving = directories.Directories.write

    def write(*values: Any) -> Any:
        saving(*values)
        os.kill(os.getpid(), signal.SIGKILL)

    directories.Directories.write = write  # type: ignore[method-assign] # to die after it
    rebuild()


def die_while_saving(step: int) -> None:
    """Rebuild the index, and be killed at its `step`-th call to the disk."""
    calls = 0
    sync, rename = directories._sync, Path.rename

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*values)

        return call

    directories._sync, Path.rename = counted(sync), counted(rename)  # type: ignore[method-assign] # to die in it
    rebuild()
    directories._sync, Path.rename = sync, rename  # type: ignore[method-assign] # as it was


def crowd(threads: int, rounds: int) -> list[str]:
    """Threads that change a place of their own and search at once: what they missed of their own changes."""
    missed: list[str] = []

    def one(place: int) -> None:
        try:
            for round_ in range(rounds):
                number = 1_000 * place + 10 * round_ + 1
                change([place], number)
                found = engine().search(SearchQuery(today=0, tokens=(str(number),)))
                if found.ids != (place,):
                    missed.append(f"{place} {number}: {found.ids}")
        finally:
            connection.close()

    crowd_ = [threading.Thread(target=one, args=(place,)) for place in range(1, threads + 1)]
    for thread in crowd_:
        thread.start()
    for thread in crowd_:
        thread.join()
    return missed


def command(name: str, folder: str, **options: Any) -> str:
    """Run `backup` or `restore`: what it says, or why it refuses."""
    said = io.StringIO()
    try:
        call_command(name, folder, stdout=said, **options)
    except CommandError as error:
        return f"refused: {error}"
    return said.getvalue()


def head() -> list[Any]:
    return list(changes.head())


def log() -> list[Any]:
    return changes.since(0, limit=1_000_000)


def answer(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        prepare, change, remove, write, follow, search, check, stats, rebuild, large, go_around, restart_log,
        torn, forget, churn, die_before_the_head_moves, die_while_saving, crowd, command, head, log,
    )
}  # fmt: skip


def main() -> None:
    from tests.search.processes import indexing, ordering  # they use what is above

    VERBS.update(indexing.VERBS | ordering.VERBS)
    for line in sys.stdin:
        values = json.loads(line)
        answer(VERBS[values.pop("verb")](**values))


if __name__ == "__main__":
    main()
