"""How many searches a second one engine answers to several clients at once, each a process of its own.

Columnar runs in the client's process, as it does in a web process; the others are servers beside their
clients, on the same cores. Queries are those of the map: a view with counts, clusters and a list.
"""

import multiprocessing
import os
import time
from collections.abc import Sequence
from pathlib import Path
from queue import Empty
from typing import Any

from benchmarks.timing import in_milliseconds

PATIENCE_SECONDS = 180


def measure(
    engine: str, where: str, queries: Sequence[Any], *, clients: int, seconds: float
) -> dict[str, float]:
    """Searches a second, milliseconds an answer, and megabytes of memory that each client has for itself, of
    so many clients that ask one after another."""
    context = multiprocessing.get_context("spawn")
    together, told = context.Barrier(clients), context.Queue()
    processes = [
        context.Process(
            target=_client,
            args=(engine, where, _from(queries, number, clients), seconds, together, told),
            daemon=True,
        )
        for number in range(clients)
    ]
    for process in processes:
        process.start()
    try:
        said = [told.get(timeout=PATIENCE_SECONDS) for _ in processes]
    except Empty:
        raise RuntimeError(f"a client of {engine} ended without a word") from None
    finally:
        for process in processes:
            process.join(timeout=10)
            process.kill()
    spans = [times for times, _ in said]
    times = [one for span in spans for one in span]
    # Each client stops after the answer that passes the end: its own span is what it worked.
    per_second = sum(len(span) / sum(span) for span in spans)
    own_mb = max(megabytes for _, megabytes in said)
    return {"per_second": round(per_second, 1), **in_milliseconds(times), "own_mb": round(own_mb, 1)}


def _from(queries: Sequence[Any], number: int, clients: int) -> Sequence[Any]:
    """The queries from another one on for each client: together they do not ask the same thing at a time."""
    start = len(queries) * number // clients
    return [*queries[start:], *queries[:start]]


def _client(
    engine: str, where: str, queries: Sequence[Any], seconds: float, together: Any, told: Any
) -> None:
    from benchmarks.scratch import set_up

    set_up(Path(os.environ["ONE_VAR"]))
    from benchmarks.engines import ask_of

    ask = ask_of(engine, where)
    for query in queries[:20]:
        ask(query)
    together.wait(timeout=PATIENCE_SECONDS)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while True:
        for query in queries:
            start = time.perf_counter()
            ask(query)
            now = time.perf_counter()
            times.append(now - start)
            if now >= end:
                told.put((times, own_megabytes()))
                return


def own_megabytes() -> float:
    """Memory of this process that it shares with none: mapped files, which all read, are not in it. Linux."""
    status = Path("/proc/self/status").read_text().splitlines()
    (anonymous,) = (line.split()[1] for line in status if line.startswith("RssAnon:"))
    return int(anonymous) * 1024 / 1e6
