"""How fast and how forgiving the gazetteer is: `python -m benchmarks.gazetteer`. Needs no database.

Prints times in process, the best of three for each query (what else runs on the machine is not our subject,
and nothing is remembered from one to the next), and the share of names that are still found, among the first
results, after one random slip.
"""

import os
import random
import string
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from search.gazetteer import complete, resolve  # noqa: E402
from search.gazetteer.index import Index, hold  # noqa: E402
from search.gazetteer.loading import read  # noqa: E402
from search.gazetteer.places import Place, places_of  # noqa: E402

SEED = 20_261_122


def slip(name: str, rng: random.Random) -> str:
    """The name with one letter more, less or other, or with two neighbours swapped."""
    at = rng.randrange(len(name) - 1)
    letter = rng.choice(string.ascii_lowercase)
    match rng.randrange(4):
        case 0:
            return name[:at] + letter + name[at:]
        case 1:
            return name[:at] + name[at + 1 :]
        case 2:
            return name[:at] + letter + name[at + 1 :]
        case _:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def milliseconds(ask: Callable[[str], object], queries: Iterable[str]) -> list[float]:
    return sorted(min(_one(ask, query) for _ in range(3)) for query in queries)


def _one(ask: Callable[[str], object], query: str) -> float:
    start = time.perf_counter()
    ask(query)
    return (time.perf_counter() - start) * 1_000


def print_row(what: str, times: list[float]) -> None:
    p50, p95, p99 = (times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    print(f"{what:34} {len(times):6}  {p50:8.4f} {p95:8.4f} {p99:8.4f} {times[-1]:8.4f}")


def found_after_a_slip(places: list[Place], rng: random.Random) -> tuple[int, int]:
    """How many names of six letters and more are found after one slip, and out of how many."""
    named = [(place, name) for place in places if place.match.kind != "postcode" for name in place.names]
    asked = [(place, name) for place, name in named if len(name) >= 6]
    found = 0
    for place, name in asked:
        spots = {(m.lat, m.lon) for m in resolve(slip(name, rng))}
        found += (place.match.lat, place.match.lon) in spots
    return found, len(asked)


def main() -> None:
    rng = random.Random(SEED)
    places = places_of(read())
    start = time.perf_counter()
    hold(Index(places))
    print(f"index of {len(places)} places made in {time.perf_counter() - start:.2f} s\n")
    names = sorted({name for place in places for name in place.names})
    prefixes = sorted({name[:size] for name in names for size in range(1, len(name) + 1)})
    rng.shuffle(prefixes)
    misspelt = [slip(name, rng) for name in names if len(name) >= 6]
    unfinished = [slip(name[: rng.randrange(6, len(name) + 1)], rng) for name in names if len(name) >= 6]
    print(f"{'ms':34} {'n':>6}  {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}")
    print_row("complete, prefix", milliseconds(complete, prefixes))
    print_row("complete, with a slip", milliseconds(complete, unfinished))
    print_row("resolve, name", milliseconds(resolve, names))
    print_row("resolve, with a slip", milliseconds(resolve, misspelt))
    print_row("resolve, postcode", milliseconds(resolve, [str(code) for code in range(1_000, 10_000)]))
    found, asked = found_after_a_slip(places, rng)
    print(f"\nfound after one slip, names of 6 letters and more: {found} of {asked} ({found / asked:.2%})")


if __name__ == "__main__":
    main()
