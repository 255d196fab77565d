"""What durability costs: `python -m benchmarks.durability [--facilities 50000] [--json]`.

In a scratch folder, on SQLite, with the portal's own tables and services: the question that every search
asks the log; the time from a commit to an answer that shows it; building, opening and merging the index;
backup and restore. Then six writing processes at once, with the project's settings and with Django's own.
Absolute times are those of this machine, with whatever else runs on it.
"""

import argparse
import json
import logging
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SCRATCH = Path(tempfile.mkdtemp(prefix="one-durability-"))
sys.path.insert(0, str(ROOT / "site"))
os.environ |= {
    "ONE_VAR": str(SCRATCH),
    "DATABASE_URL": f"sqlite:///{SCRATCH / 'one.sqlite3'}",
    "DEBUG": "0",
}
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"

import django  # noqa: E402 -- after the environment

django.setup()

from django.conf import settings  # noqa: E402 -- after setup()
from django.core.management import call_command  # noqa: E402 -- after setup()
from django.db import connection, transaction  # noqa: E402 -- after setup()

from benchmarks.places import places  # noqa: E402 -- after setup()
from benchmarks.rows import fill  # noqa: E402 -- after setup()
from config.backups import backup, restore  # noqa: E402 -- after setup()
from portal.facilities.models import Listing  # noqa: E402 -- after setup()
from portal.kernel import clock  # noqa: E402 -- after setup()
from portal.kernel.service import writing  # noqa: E402 -- after setup()
from search import changes, registry  # noqa: E402 -- after setup()
from search.checking import differences  # noqa: E402 -- after setup()
from search.documents import Order, SearchQuery  # noqa: E402 -- after setup()
from search.engines.columnar.engine import ColumnarEngine  # noqa: E402 -- after setup()
from tests.search.processes import Site  # noqa: E402 -- after setup()

SEED = 20_261_122
WRITERS, TRANSACTIONS = 6, 60


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--facilities", type=int, default=50_000)
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    logging.getLogger("search").setLevel(logging.ERROR)
    try:
        figures = measure(options.facilities)
    finally:
        connection.close()
        shutil.rmtree(SCRATCH)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name:<58}{value:>14,.1f}" if isinstance(value, float) else f"{name:<58}{value:>14,}")


def measure(facilities: int) -> dict[str, float | int]:
    """Every figure, in the order in which a site lives: filled, indexed, changed, backed up, restored."""
    call_command("migrate", verbosity=0)
    fill(places(facilities, SEED))
    with transaction.atomic():
        changes.append(range(1, facilities + 1))
    figures: dict[str, float | int] = {"facilities": facilities}
    engine = new_engine()
    everything = SearchQuery(today=clock.today().toordinal(), order=Order.NAME)
    figures["index built from the database, s"] = seconds(lambda: engine.search(everything))
    figures["index opened by the next process, ms"] = 1_000 * seconds(lambda: new_engine().snapshot())
    figures |= following(engine, everything)
    figures |= kept_safe(engine)
    figures |= writers_at_once()
    return figures


def new_engine() -> ColumnarEngine:
    return ColumnarEngine(
        root=settings.SEARCH_ROOT, source=registry.source, merge_after=settings.SEARCH_MERGE_AFTER
    )


def following(engine: ColumnarEngine, query: SearchQuery) -> dict[str, float | int]:
    """The question to the log, and from a commit to the answer, with few and with many changes beside."""
    asked = [seconds(changes.head) for _ in range(2_000)]
    few = [commit_to_answer(engine, query, id_) for id_ in range(1, 51)]
    with writing(), transaction.atomic():
        changes.append(range(51, settings.SEARCH_MERGE_AFTER + 1))
    engine.search(query)
    many = [commit_to_answer(engine, query, id_) for id_ in range(1, 51)]
    return {
        "question to the log before each search, µs (median)": 1e6 * statistics.median(asked),
        "from commit to answer, 50 changed listings, ms (median)": 1e3 * statistics.median(few),
        "from commit to answer, 50 changed listings, ms (p95)": 1e3 * statistics.quantiles(few, n=20)[-1],
        "from commit to answer, 500 changed listings, ms (median)": 1e3 * statistics.median(many),
        "from commit to answer, 500 changed listings, ms (p95)": 1e3 * statistics.quantiles(many, n=20)[-1],
    }


def commit_to_answer(engine: ColumnarEngine, query: SearchQuery, id_: int) -> float:
    with writing(), transaction.atomic():
        Listing.objects.filter(pk=id_).update(name=f"Lieu {time.monotonic_ns()}")
        sequence = changes.append([id_])
    taken = seconds(lambda: engine.search(query))
    assert engine.snapshot().documents[id_].version == sequence
    return taken


def kept_safe(engine: ColumnarEngine) -> dict[str, float | int]:
    """Backup, restore over what is there, the check of index against database, and a rebuild."""
    folder = SCRATCH / "backup"
    backed_up = seconds(lambda: backup(folder))
    restored = seconds(lambda: restore(folder, force=True))
    rebuilt = seconds(engine.snapshot)
    found: list[Any] = []
    checked = seconds(lambda: found.extend(differences(engine, registry.source())))
    return {
        "database, MB": (folder / "database.sqlite3").stat().st_size / 1e6,
        "backup, s": backed_up,
        "restore, s": restored,
        "index built again after the restore, s": rebuilt,
        "search_check, s": checked,
        "differences after the restore": len(found),
    }


def writers_at_once() -> dict[str, float | int]:
    """Of 360 transactions by six processes at once, how many are lost."""
    lost = {}
    for name, stock in (("our settings", False), ("stock settings", True)):
        site = Site(Path(tempfile.mkdtemp(dir=SCRATCH)), stock=stock)
        with ExitStack() as stack:
            writers = [stack.enter_context(site.process()) for _ in range(WRITERS)]
            writers[0].ask("prepare", places=20)
            for seed, writer in enumerate(writers):
                writer.tell("write", transactions=TRANSACTIONS, seed=seed, places=20)
            lost[f"lost of {WRITERS * TRANSACTIONS} transactions, {name}"] = sum(
                writer.answer()["lost"] for writer in writers
            )
    return dict(lost)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
