"""What parents notice when Elasticsearch fails: `python -m benchmarks.faults [--json]`.

A real node, a server in front of it that fails in every way, and the columnar engine as the second one, with
the project's own limits. For each fault: searches asked, answered, and equal to the columnar engine's own
answers; how long they took; how many failures opened the breaker, without help of the watch; and how many
seconds after the fault's end the watch closed it. The last lines are of a node of its own, paused and killed.
Exit 1 where a promise is not kept. Absolute times are those of this machine, with whatever else runs on it.
"""

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRATCH = Path(tempfile.mkdtemp(prefix="one-faults-"))
sys.path.insert(0, str(ROOT / "site"))
os.environ |= {"ONE_VAR": str(SCRATCH), "DATABASE_URL": f"sqlite:///{SCRATCH / 'one.sqlite3'}", "DEBUG": "0"}
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"

import django  # noqa: E402 -- after the environment

django.setup()

from django.core.management import call_command  # noqa: E402 -- after setup()
from django.db import connection  # noqa: E402 -- after setup()

from tests.search.outages import Outcome, full_disk_outage, index_outages, node_outages, outages, world  # noqa: E402 -- after setup()
from tests.services.elasticsearch import own_node, running_node, why_missing  # noqa: E402 -- after setup()
from tests.services.faults import FAULTS  # noqa: E402 -- after setup()

HEADINGS = ("fault", "searches", "answered", "equal", "p50 ms", "p95 ms", "worst ms", "failures", "closed s")


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = arguments.parse_args()
    if reason := why_missing():
        print(f"{reason} is not installed: make services-install", file=sys.stderr)
        return 1
    logging.getLogger("search").setLevel(logging.CRITICAL)
    try:
        call_command("migrate", verbosity=0)
        found = list(measured())
    finally:
        connection.close()
        shutil.rmtree(SCRATCH)
    broken = [promise for outcome in found for promise in outcome.broken_promises]
    if options.json:
        print(json.dumps({"outages": [asdict(outcome) for outcome in found], "broken": broken}, indent=1))
    else:
        print_table(found)
        print("\npromises broken: " + (", ".join(broken) or "none"))
    return 1 if broken else 0


def measured() -> Iterator[Outcome]:
    with running_node() as node, world(node.port, SCRATCH / "front") as place:
        yield from outages(place, FAULTS)
        yield from index_outages(place)
        yield full_disk_outage(place)
    with own_node() as node, world(node.port, SCRATCH / "node") as place:
        yield from node_outages(place, node)


def print_table(found: list[Outcome]) -> None:
    print(f"{HEADINGS[0]:<20}" + "".join(f"{heading:>10}" for heading in HEADINGS[1:]))
    for outcome in found:
        counts = f"{outcome.searches:>10}{outcome.answered:>10}{outcome.equal:>10}"
        times = f"{outcome.p50_ms:>10.1f}{outcome.p95_ms:>10.1f}{outcome.worst_ms:>10.1f}"
        closed = "–" if outcome.closed_s is None else f"{outcome.closed_s:.1f}"
        print(f"{outcome.fault:<20}{counts}{times}{outcome.opened_after or '–':>10}{closed:>10}")


if __name__ == "__main__":
    sys.exit(main())
