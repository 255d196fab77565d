"""The columnar engine beside what a user would write: `python -m benchmarks.search [--sizes N,N] [--json]`.

Every engine answers the same random queries, all filter axes in use, over the same fictitious listings; the
answers are compared: totals, ids in order, distances, facets, clusters. Each query is timed up to `--repeats`
times, for a tenth of a second at most, and its best counts, for every engine alike: machines are shared.
Absolute times are noisy all the same; read the ratios. Completion searches the gazetteer, whose size does not
depend on the number of listings.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).parent.parent
NAIVE_UP_TO = 200_000
ENOUGH_SECONDS = 0.1
SLOW_ENGINES = ("naive", "sql_cluster")

Figures = dict[str, float]
Report = dict[str, Any]


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="one-bench-") as scratch:
        _set_up(Path(scratch))
        report: Report = {"equal": True, "seed": options.seed}
        for size in (int(number) for number in options.sizes.split(",")):
            figures, equal = _measure(size, options, Path(scratch))
            report[str(size)] = figures
            report["equal"] = report["equal"] and equal
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        _print_table(report)
    return 0 if report["equal"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="10000,100000", help="numbers of listings, separated by commas")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--seed", type=int, default=None, help="repeat a run; each run draws its own otherwise"
    )
    parser.add_argument(
        "--queries", type=int, default=300, help="queries of each kind for the columnar engine"
    )
    parser.add_argument(
        "--naive-queries", type=int, default=15, help="how many of them the others answer too"
    )
    parser.add_argument("--repeats", type=int, default=3, help="how often each query is timed")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = int.from_bytes(os.urandom(4))
    return options


def _set_up(scratch: Path) -> None:
    """Django over a scratch database; nothing that runs is touched."""
    sys.path.insert(0, str(ROOT / "site"))
    os.environ["ONE_VAR"] = str(scratch)
    os.environ["DATABASE_URL"] = f"sqlite:///{scratch / 'rows.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    import django

    django.setup()


def _measure(size: int, options: argparse.Namespace, scratch: Path) -> tuple[Report, bool]:
    from benchmarks import queries as questions
    from search.documents import Position
    from search.engines.columnar.answer import answer

    segment, columnar = _segment(size, options.seed, scratch / f"segment-{size}")
    step = max(size // 1_000, 1)
    spots = [
        Position(int(lat), int(lon))
        for lat, lon in zip(segment.lat[::step], segment.lon[::step], strict=True)
    ]
    engines: dict[str, Callable[[Any], Any]] = {"columnar": lambda query: answer([(segment, None)], query)}
    figures: dict[str, Report] = {"columnar": columnar}
    if size <= NAIVE_UP_TO and options.naive_queries:
        engines |= _other_engines(size, options.seed, scratch / f"rows-{size}.sqlite3")
    equal = True
    for kind in questions.QUERIES:
        asked = questions.queries(kind, options.queries, spots, options.seed)
        answers: dict[str, list[Any]] = {}
        for name, ask in engines.items():
            wanted = asked[: options.naive_queries] if name in SLOW_ENGINES else asked
            print(f"{size:,} listings: {kind}, {name} …", file=sys.stderr)
            figures.setdefault(name, {})[kind], answers[name] = _time(ask, wanted, options.repeats)
        for name in SLOW_ENGINES:
            equal = _same(kind, name, asked, answers.get(name, []), answers["columnar"]) and equal
    figures["columnar"] |= _completion(options)
    return figures, equal


def _segment(size: int, seed: int, directory: Path) -> tuple[Any, Report]:
    """The segment of so many listings, opened as a process opens it, and how long that took."""
    from benchmarks.places import document, places
    from search.engines.columnar.segment import Segment

    start = time.perf_counter()
    built = Segment.build(document(place) for place in places(size, seed))
    build_seconds = time.perf_counter() - start
    built.save(directory)
    del built
    start = time.perf_counter()
    segment = Segment.open(directory)
    open_seconds = time.perf_counter() - start
    megabytes = sum(path.stat().st_size for path in directory.iterdir()) / 1e6
    return segment, {
        "build_seconds": round(build_seconds, 2),
        "open_seconds": round(open_seconds, 3),
        "megabytes": round(megabytes, 1),
        "first_answer_of_the_day_ms": _first_of_the_day(segment),
    }


def _first_of_the_day(segment: Any) -> float:
    """What the first search of a day pays for each age band."""
    from benchmarks.places import TOMORROW
    from search.documents import SearchQuery
    from search.engines.columnar.moment import Moment

    start = time.perf_counter()
    segment.states(Moment.of(SearchQuery(today=TOMORROW.toordinal())))
    return round((time.perf_counter() - start) * 1000, 1)


def _other_engines(size: int, seed: int, database: Path) -> dict[str, Callable[[Any], Any]]:
    from django.db import connection

    from benchmarks.naive import NaiveSearch, SqlClusters
    from benchmarks.places import places
    from benchmarks.rows import write_rows

    connection.close()
    connection.settings_dict["NAME"] = str(database)
    write_rows(places(size, seed))
    return {
        "naive": lambda query: NaiveSearch(query).answer(),
        "sql_cluster": lambda query: SqlClusters(query).answer(),
    }


def _time(ask: Callable[[Any], Any], asked: Sequence[Any], repeats: int) -> tuple[Figures, list[Any]]:
    """Milliseconds an answer, and the answers. The first few are asked once more, beforehand, to warm up."""
    start = time.perf_counter()
    for question in asked[:5]:
        ask(question)
        if time.perf_counter() - start > ENOUGH_SECONDS:
            break
    times, answers = [], []
    for question in asked:
        best, spent = float("inf"), 0.0
        for _ in range(repeats):
            start = time.perf_counter()
            found = ask(question)
            took = time.perf_counter() - start
            best, spent = min(best, took), spent + took
            if spent > ENOUGH_SECONDS:
                break
        times.append(best * 1000)
        answers.append(found)
    p95 = quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]
    return {"p50_ms": round(median(times), 3), "p95_ms": round(p95, 3), "n": len(times)}, answers


def _same(kind: str, name: str, asked: Sequence[Any], found: Sequence[Any], wanted: Sequence[Any]) -> bool:
    """Whether the answers are the columnar engine's. What differs is told on standard error."""
    same = True
    for query, theirs, ours in zip(asked, found, wanted, strict=False):
        if theirs == ours:
            continue
        same = False
        fields = [
            field for field in ours.__dataclass_fields__ if getattr(theirs, field) != getattr(ours, field)
        ]
        print(f"{name} and columnar differ on {kind}: {', '.join(fields)} of {query}", file=sys.stderr)
    return same


def _completion(options: argparse.Namespace) -> dict[str, Figures]:
    """Completion by prefix, and with one letter left out or doubled."""
    from random import Random

    from search.gazetteer import complete
    from search.gazetteer.index import Index, hold
    from search.gazetteer.loading import read
    from search.gazetteer.places import places_of

    known = list(read())
    hold(Index(places_of(known)))
    random = Random(options.seed)
    names = [place.name_fr for place in random.choices(known, k=options.queries)]
    prefixes = [name[: random.randint(2, 6)] for name in names]
    typos = [_misspelt(name, random) for name in names if len(name) > 4]
    return {
        "complete_prefix": _time(complete, prefixes, options.repeats)[0],
        "complete_typo": _time(complete, typos, options.repeats)[0],
    }


def _misspelt(name: str, random: Any) -> str:
    at = random.randrange(1, len(name) - 1)
    return name[:at] + random.choice(("", name[at] * 2)) + name[at + 1 :]


def _print_table(report: Report) -> None:
    for size, engines in report.items():
        if not size.isdigit():
            continue
        ours = engines["columnar"]
        facts = ("build_seconds", "open_seconds", "megabytes", "first_answer_of_the_day_ms")
        print(f"\n{int(size):,} listings — " + ", ".join(f"{fact} {ours[fact]}" for fact in facts))
        print(f"{'query':16}{'engine':13}{'p50 ms':>10}{'p95 ms':>10}{'n':>6}{'p95 ratio':>11}")
        for query in (name for name, figures in ours.items() if isinstance(figures, dict)):
            for engine in (name for name in engines if query in engines[name]):
                figures = engines[engine][query]
                ratio = figures["p95_ms"] / ours[query]["p95_ms"]
                told = "" if engine == "columnar" else f"{ratio:.0f}×"
                print(
                    f"{query:16}{engine:13}{figures['p50_ms']:>10}{figures['p95_ms']:>10}{figures['n']:>6}{told:>11}"
                )
    print(f"\nanswers equal: {'yes' if report['equal'] else 'NO'}   seed {report['seed']}")


if __name__ == "__main__":
    sys.exit(main())
