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
    """Searches a second, and milliseconds an answer, of so many clients that ask one after another."""
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
        spans = [told.get(timeout=PATIENCE_SECONDS) for _ in processes]
    except Empty:
        raise RuntimeError(f"a client of {engine} ended without a word") from None
    finally:
        for process in processes:
            process.join(timeout=10)
            process.kill()
    times = [one for span in spans for one in span]
    # Each client stops after the answer that passes the end: its own span is what it worked.
    per_second = sum(len(span) / sum(span) for span in spans)
    return {"per_second": round(per_second, 1), **in_milliseconds(times)}


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
                told.put(times)
                return
