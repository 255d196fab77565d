"""The engines side by side: `python -m benchmarks.search [--sizes N,N] [--engines NAME,…] [--json [FILE]]`.

columnar: in the process. elasticsearch: a node of its own, started for the measurement. postgis: as somebody
writes it who knows PostgreSQL. sql_cluster and naive: the ORM and django-filter on SQLite, with clusters made
by the database or in Python. What is not installed is left out, and the output says so.

Every engine answers the same random queries, all filter axes in use, over the same fictitious listings; the
answers are compared with the columnar engine's: totals, ids in order, distances, facets, clusters. Each query
is timed up to `--repeats` times, and its best counts, for every engine alike: machines are shared. Absolute
times are noisy all the same; read the ratios. Completion searches the gazetteer, whose size does not depend
on the number of listings.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.scratch import set_up
from benchmarks.timing import in_passes, warm_up

Report = dict[str, Any]
SLOW_ENGINES = ("postgis", "sql_cluster", "naive")
FACTS = ("build_seconds", "open_seconds", "megabytes", "first_answer_of_the_day_ms")


def main() -> int:
    options = _options()
    # Servers that run as another user pass through it, and list nothing.
    with tempfile.TemporaryDirectory(prefix="one-bench-") as scratch, ExitStack() as stack:
        set_up(Path(scratch))
        from benchmarks.engines import Servers
        from benchmarks.machine import keep, machine

        servers = Servers(stack)
        report: Report = {
            "kind": "search", "equal": True, "tolerated": 0, "seed": options.seed, "machine": machine(),
            "command": f"python -m benchmarks.search --sizes {options.sizes} --seed {options.seed}",
            "left_out": {}, "throughput": {},
        }  # fmt: skip
        for size in (int(number) for number in options.sizes.split(",")):
            Run(size, options, Path(scratch), servers, report).measure()
            report["machine"] |= servers.versions()
            # After each size: a long run that is cut short has told what it found.
            keep(report, options.json)
    if options.json == "-":
        print(json.dumps(report, indent=1))
    else:
        _print_tables(report)
    return 0 if report["equal"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--sizes", default="10000,100000", help="numbers of listings, separated by commas")
    add("--engines", default="", help="which ones, separated by commas; all by default")
    add("--json", nargs="?", const="-", help="write JSON into a file; without a name, print it instead")
    add("--seed", type=int, default=None, help="repeat a run; each run draws its own otherwise")
    add("--queries", type=int, default=300, help="queries of each kind")
    add("--naive-queries", type=int, default=15, help="so many at least for slow engines; 0: leave them out")
    add("--seconds", type=float, default=10, help="for one pass over the queries of one kind, by one engine")
    add("--repeats", type=int, default=3, help="how often each query is timed")
    add("--clients", default="1,4,8", help="how many ask at once; empty: do not measure that")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = int.from_bytes(os.urandom(4))
    return options


class Run:
    """One size: every engine filled and asked, one after the other; what it finds goes into the report."""

    def __init__(self, size: int, options: argparse.Namespace, scratch: Path, servers: Any, report: Report):
        self.size, self.options, self.scratch, self.servers = size, options, scratch, servers
        self.report = report
        self.figures: Report = report.setdefault(str(size), {})

    def measure(self) -> None:
        from benchmarks import engines

        wanted = [name for name in self.options.engines.split(",") if name] or engines.ENGINES
        # The columnar engine comes first, whatever is asked for: it is what the others are compared with.
        with engines.filled("columnar", self.size, self.options.seed, self.scratch, self.servers) as columnar:
            self._draw(Path(columnar.where))
            answers = self._ask(columnar)
            self._clients(columnar)
        for name in engines.ENGINES[1:]:
            if reason := self._why_not(name, wanted):
                self._leave_out(name, reason)
                continue
            try:
                with engines.filled(name, self.size, self.options.seed, self.scratch, self.servers) as filled:
                    self._compare(name, self._ask(filled), answers)
                    self._clients(filled)
            except engines.Missing as missing:
                self._leave_out(name, str(missing))
        self.figures["columnar"] |= _completion(self.options)

    def _why_not(self, name: str, wanted: Sequence[str]) -> str:
        from benchmarks.engines import UP_TO

        if name not in wanted or (name in SLOW_ENGINES and not self.options.naive_queries):
            return "not asked for"
        most = UP_TO.get(name, self.size)
        return f"above {most:,} listings" if self.size > most else ""

    def _leave_out(self, name: str, reason: str) -> None:
        self._say(f"{name} is left out: {reason}")
        self.report["left_out"].setdefault(str(self.size), {})[name] = reason

    def _draw(self, segment: Path) -> None:
        """The questions, around places where there are listings."""
        from benchmarks import queries as questions
        from benchmarks.whereabouts import Whereabouts

        self.whereabouts = Whereabouts(segment)
        spots = self.whereabouts.some(1_000)
        self.asked = {
            kind: questions.queries(kind, self.options.queries, spots, self.options.seed)
            for kind in questions.QUERIES
        }

    def _ask(self, contender: Any) -> dict[str, list[Any]]:
        """Every kind of question; figures go into the report, the answers come back."""
        from benchmarks.engines import WARM_UP_SECONDS

        figures = self.figures.setdefault(contender.name, dict(contender.facts))
        mixed = [query for each in zip(*self.asked.values(), strict=True) for query in each]
        warm_up(contender.ask, mixed, WARM_UP_SECONDS.get(contender.name, 0), rounds=20)
        answers = {}
        for kind, asked in self.asked.items():
            self._say(f"{kind}, {contender.name} …")
            figures[kind], answers[kind] = in_passes(
                contender.ask,
                asked,
                repeats=self.options.repeats,
                seconds=self.options.seconds,
                at_least=self.options.naive_queries or self.options.queries,
            )
        return answers

    def _compare(self, name: str, found: dict[str, list[Any]], wanted: dict[str, list[Any]]) -> None:
        """What differs is told on standard error, and makes the run fail."""
        from benchmarks.agreement import Agreement, compare, differences

        here = self.whereabouts
        for kind, asked in self.asked.items():
            for query, theirs, ours in zip(asked, found[kind], wanted[kind], strict=False):
                agreement = compare(query, theirs, ours, here.position_of, here.near_circle)
                self.report["tolerated"] += agreement is Agreement.TOLERATED
                if agreement is Agreement.DIFFERENT:
                    self.report["equal"] = False
                    what = ", ".join(differences(theirs, ours))
                    self._say(f"{name} and columnar differ on {kind}: {what} of {query}")

    def _clients(self, contender: Any) -> None:
        """Several at once, with the questions of a moved map."""
        from benchmarks import throughput
        from benchmarks.engines import SHARED

        if contender.name not in SHARED or not self.options.clients:
            return
        figures = self.report["throughput"].setdefault(str(self.size), {}).setdefault(contender.name, {})
        for clients in self.options.clients.split(","):
            self._say(f"{clients} clients, {contender.name} …")
            figures[clients] = throughput.measure(
                contender.name,
                contender.where,
                self.asked["view_z10"],
                clients=int(clients),
                seconds=min(self.options.seconds, 5),
            )

    def _say(self, text: str) -> None:
        print(f"{self.size:,} listings: {text}", file=sys.stderr)


def _completion(options: argparse.Namespace) -> Report:
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
        "complete_prefix": in_passes(complete, prefixes, repeats=options.repeats)[0],
        "complete_typo": in_passes(complete, typos, repeats=options.repeats)[0],
    }


def _misspelt(name: str, random: Any) -> str:
    at = random.randrange(1, len(name) - 1)
    return name[:at] + random.choice(("", name[at] * 2)) + name[at + 1 :]


def _print_tables(report: Report) -> None:
    for size, engines in report.items():
        if size.isdigit():
            _print_latency(int(size), engines)
            _print_facts(engines)
            _print_clients(report["throughput"].get(size, {}))
            for engine, reason in report["left_out"].get(size, {}).items():
                print(f"{engine} left out: {reason}")
    print(
        f"\nanswers equal: {'yes' if report['equal'] else 'NO'}"
        f" ({report['tolerated']} within the 2 cm of the contract)   seed {report['seed']}"
    )


def _print_latency(size: int, engines: Report) -> None:
    ours = engines["columnar"]
    print(f"\n{size:,} listings — " + ", ".join(f"{fact} {ours[fact]}" for fact in FACTS))
    print(f"{'query':16}{'engine':15}{'p50 ms':>10}{'p95 ms':>10}{'n':>6}{'p95 ratio':>11}")
    for query in (name for name, figures in ours.items() if isinstance(figures, dict)):
        for engine in (name for name in engines if query in engines[name]):
            figures = engines[engine][query]
            ratio = figures["p95_ms"] / ours[query]["p95_ms"]
            told = "" if engine == "columnar" else f"{ratio:.0f}×"
            print(
                f"{query:16}{engine:15}{figures['p50_ms']:>10}{figures['p95_ms']:>10}"
                f"{figures['n']:>6}{told:>11}"
            )


def _print_facts(engines: Report) -> None:
    print(f"{'':16}{'engine':15}{'index s':>10}{'docs/s':>10}{'MB':>8}")
    for engine, facts in engines.items():
        columns = (facts.get(name, "") for name in ("index_seconds", "documents_per_second", "megabytes"))
        print("{:16}{:15}{:>10}{:>10}{:>8}".format("index", engine, *columns))


def _print_clients(engines: Report) -> None:
    for engine, figures in engines.items():
        for clients, one in figures.items():
            print(
                f"{clients + ' clients':16}{engine:15}{one['p50_ms']:>10}{one['p95_ms']:>10}"
                f"{one['n']:>6}   {one['per_second']:,.0f} searches a second"
            )


if __name__ == "__main__":
    sys.exit(main())
