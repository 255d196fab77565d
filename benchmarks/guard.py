"""What the guard on writes costs a statement: `python -m benchmarks.guard`."""

import os
import sys
import timeit
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402 -- after the path

django.setup()

from portal.facilities.models import Listing  # noqa: E402 -- after the set-up
from portal.kernel import service  # noqa: E402 -- after the set-up

ROUNDS, REPEATS = 50_000, 7
STATEMENTS = {
    "SELECT of a listing": str(Listing.objects.filter(pk=1).query),
    "SAVEPOINT": 'SAVEPOINT "s140_x1"',
    "INSERT of a session": "INSERT INTO django_session (session_key, session_data) VALUES (%s, %s)",
}


def send(sql: str, params: Any, many: bool, context: Any) -> None:
    """Stands for the driver."""


def microseconds(call: Any) -> float:
    """The best of some repeats: the others measure the neighbours on the machine."""
    return min(timeit.repeat(call, number=ROUNDS, repeat=REPEATS)) / ROUNDS * 1e6


def main() -> None:
    print(f"{'statement':<22}{'outside a service':>20}{'inside':>10}   (µs, best of {REPEATS})")
    for name, sql in STATEMENTS.items():
        bare = microseconds(lambda sql=sql: send(sql, None, False, {}))

        def guarded(sql: str = sql) -> None:
            service._refuse_unguarded_writes(send, sql, None, False, {})

        outside = microseconds(guarded) - bare
        with service.writing():
            inside = microseconds(guarded) - bare
        print(f"{name:<22}{outside:>20.2f}{inside:>10.2f}")


if __name__ == "__main__":
    main()
