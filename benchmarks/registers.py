"""The register of listings in OFFICE.ONE: `python -m benchmarks.registers [--listings 10000] [--postgresql]`.

In a scratch database: so many fictitious listings, and an agent who reaches all of them. The pages through
the whole of Django, the median of nine after one to warm up, on the clock and of this process's own work: all
of it on SQLite, where a busy machine does not lengthen it. Then whole files, with the memory that they take.
"""

import argparse
import statistics
import time
import tracemalloc
from typing import Any

from benchmarks.machine import machine
from benchmarks.queues import MOST_MS, REPEATS
from benchmarks.scratch import scratch_site

REGISTER = "/office/registre/"
PAGES = {
    "register, first page": REGISTER,
    "register, last page": f"{REGISTER}?p=9999",
    "register, oldest statement first": f"{REGISTER}?sort=confirmed_on",
    "register, to confirm": f"{REGISTER}?freshness=a-confirmer",
    "register, complete": f"{REGISTER}?completeness=complete",
    "register, incomplete": f"{REGISTER}?completeness=incomplete",
    "register, without hours": f"{REGISTER}?completeness=horaires",
    "register, crèches of Liège, visible": f"{REGISTER}?kind=creche&territory=liege&visibility=visible",
    "figures": f"{REGISTER}chiffres/",
    "figures of Hainaut": f"{REGISTER}chiffres/?territory=hainaut",
}


def fill(count: int) -> Any:
    """The listings; and an agent who reaches them all, signed in."""
    from django.db import connection

    from benchmarks import rows
    from benchmarks.places import places
    from portal.accounts import posts
    from portal.accounts.enums import LoginLevel, Role
    from portal.accounts.models import User
    from portal.kernel.actors import SystemActor
    from tests.strictness.pages import StrictClient

    rows.fill(places(count, seed=7))
    spread()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    agent = User.objects.create_user("aline", "aline@exemple.be", first_name="Aline")
    posts.give_post(actor=SystemActor("mesure"), user=agent, function=Role.DIGIPRO)
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(agent)
    return client


def spread() -> None:
    """Over all territories, in so many communes as there are."""
    from portal.facilities.models import Facility, Listing
    from portal.kernel.service import writing

    where = [f"{first}{number:02}" for first in (10, 13, 40, 50, 60, 66, 70) for number in range(40)]
    with writing():
        for model in (Facility, Listing):
            rows = list(model.objects.order_by("pk"))
            for row in rows:
                row.postcode = where[row.pk % len(where)]
                row.commune = f"Commune {row.postcode}"
            fields = ["postcode"] if model is Facility else ["postcode", "commune"]
            model.objects.bulk_update(rows, fields, batch_size=500)


def pages(client: Any) -> None:
    slowest = 0.0
    for name, address in PAGES.items():
        if client.get(address).status_code != 200:
            raise RuntimeError(name)
        clock, work = [], []
        for _ in range(REPEATS):
            begun, worked = time.perf_counter(), time.process_time()
            client.get(address)
            clock.append(1000 * (time.perf_counter() - begun))
            work.append(1000 * (time.process_time() - worked))
        slowest = max(slowest, statistics.median(clock))
        print(f"{name:38}{statistics.median(clock):>9.0f}{statistics.median(work):>9.0f}")
    print(f"{'slowest':38}{slowest:>9.0f}   (at most {MOST_MS}: {'yes' if slowest < MOST_MS else 'NO'})")


def files(client: Any) -> None:
    for format in ("csv", "xlsx"):
        start = time.perf_counter()
        size = _taken(client, format)
        took = time.perf_counter() - start
        # Once more for the memory: watching it takes its time.
        tracemalloc.start()
        _taken(client, format)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{f'export, {format}':38}{1000 * took:>9.0f}   ({size:,} bytes; at most {peak:,} in memory)")


def _taken(client: Any, format: str) -> int:
    """How long the file is that a browser gets, piece by piece."""
    answer = client.post(f"{REGISTER}export/", {"format": format})
    if answer.status_code != 200:
        raise RuntimeError(format)
    return sum(len(piece) for piece in answer.streaming_content)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--listings", type=int, default=10_000)
    arguments.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    options = arguments.parse_args()
    facts = machine()
    with scratch_site("one-registers-", postgresql=options.postgresql):
        from django.db import connection

        client = fill(options.listings)
        print(
            f"\n{facts['date']}, {facts['cores']} cores, load {facts['load_before']}, {connection.vendor}, "
            f"{options.listings:,} listings\n\n{'page':38}{'ms':>9}{'work':>9}"
        )
        pages(client)
        files(client)


if __name__ == "__main__":
    main()
