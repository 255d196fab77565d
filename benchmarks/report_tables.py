"""The tables of `docs/performance.md`, in Markdown, made of nothing but measured figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ENGINES = ("columnar", "elasticsearch", "postgis", "sql_cluster", "naive")
KINDS = {
    "radius": "around a point",
    "view_z13": "view, zoom 13 (a town)",
    "view_z10": "view, zoom 10 (a province)",
    "view_z7": "view, zoom 7 (the country)",
    "text": "words",
}
COMPLETION = {"complete_prefix": "beginning of a name", "complete_typo": "name with one slip"}
NONE = "–"

Report = Mapping[str, Any]


@dataclass
class Measured:
    """Of each size, the run that measured it."""

    search: dict[int, Report] = field(default_factory=dict)
    freshness: dict[int, Report] = field(default_factory=dict)


def sections(measured: Measured) -> dict[str, str]:
    """Name → what stands there."""
    return {
        "runs": _runs(measured),
        "latency": _latency(measured),
        "index": _index(measured),
        "clients": _clients(measured),
        "freshness": _freshness(measured),
    }


def number(value: float | None) -> str:
    """Three digits that say something: what is below a hundredth is noise, and so is what is beyond."""
    if value is None:
        return NONE
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Text to the left, figures to the right."""
    texts = sum(1 for title in head if title in TEXTS)
    lines = [head, ["---"] * texts + ["---:"] * (len(head) - texts), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


TEXTS = ("listings", "query", "engine", "clients")


def _runs(measured: Measured) -> str:
    """Each run once: command, day, machine, versions; then what is missing and why."""
    lines = []
    runs = {id(report): report for report in (*measured.search.values(), *measured.freshness.values())}
    for report in runs.values():
        machine = dict(report["machine"])
        cores, memory = machine.pop("cores"), machine.pop("memory_gb")
        told = [
            f"{machine.pop('date')}", f"{machine.pop('processor') or 'processor unknown'}, {cores} cores",
            f"{memory} GB", f"{machine.pop('load_before')} processes waiting for a core before it began",
        ]  # fmt: skip
        versions = ", ".join(f"{name} {version}" for name, version in machine.items())
        lines.append(f"* `{report['command']}`: {', '.join(told)}; {versions}.")
    for (engine, reason), sizes in _left_out(measured).items():
        lines.append(f"* Left out: {engine} at {', '.join(f'{size:,}' for size in sizes)} ({reason}).")
    tolerated = sum(one["tolerated"] for one in runs.values() if one["kind"] == "search")
    lines.append(f"* Answers differed in none of the queries; {tolerated} within the 2 cm of the contract.")
    return "\n".join(lines)


def _left_out(measured: Measured) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for kind in (measured.search, measured.freshness):
        for size, report in sorted(kind.items()):
            for engine, reason in report["left_out"].get(str(size), {}).items():
                sizes = found.setdefault((engine, reason), [])
                if size not in sizes:
                    sizes.append(size)
    return found


def _latency(measured: Measured) -> str:
    rows = []
    for size, report in sorted(measured.search.items()):
        engines = report[str(size)]
        for kind, title in KINDS.items():
            ours = engines["columnar"][kind]["p95_ms"]
            cells = [_cell(engines.get(engine, {}).get(kind), ours, engine) for engine in ENGINES]
            rows.append([f"{size:,}", title, *cells])
    completion = [
        [NONE, f"completion, {title}", _cell(engines["columnar"][kind], 1, "columnar"), *[NONE] * 4]
        for engines in [_largest(measured)]
        for kind, title in COMPLETION.items()
    ]
    return table(["listings", "query", *ENGINES], [*rows, *completion])


def _largest(measured: Measured) -> Report:
    size = max(measured.search)
    figures: Report = measured.search[size][str(size)]
    return figures


def _cell(figures: Report | None, ours: float, engine: str) -> str:
    """Median, 95th percentile, and how many times the columnar engine's."""
    if figures is None:
        return NONE
    times = f"{number(figures['p50_ms'])} / {number(figures['p95_ms'])}"
    return times if engine == "columnar" else f"{times} ({number(figures['p95_ms'] / ours)}×)"


def _index(measured: Measured) -> str:
    rows = []
    for size, report in sorted(measured.search.items()):
        for engine in ENGINES:
            facts = report[str(size)].get(engine)
            if facts is None:
                continue
            seconds, speed = facts.get("index_seconds"), facts.get("documents_per_second")
            rows.append(
                [f"{size:,}", engine, number(seconds), f"{speed:,}" if speed else NONE,
                 number(facts["megabytes"])]
            )  # fmt: skip
        if size in measured.freshness:
            speed = measured.freshness[size][str(size)]["documents_per_second"]
            rows.append(
                [f"{size:,}", "documents from the database", number(size / speed), f"{speed:,}", NONE]
            )
    return table(["listings", "engine", "seconds", "documents a second", "MB"], rows)


def _clients(measured: Measured) -> str:
    rows = []
    for size, report in sorted(measured.search.items()):
        for engine, figures in report["throughput"].get(str(size), {}).items():
            for clients, one in figures.items():
                rows.append(
                    [f"{size:,}", engine, clients, f"{one['per_second']:,.0f}",
                     f"{number(one['p50_ms'])} / {number(one['p95_ms'])}", number(one["own_mb"])]
                )  # fmt: skip
    return table(["listings", "engine", "clients", "searches a second", "p50 / p95, ms", "MB a client"], rows)


def _freshness(measured: Measured) -> str:
    rows = []
    for size, report in sorted(measured.freshness.items()):
        for engine, one in report[str(size)].items():
            if isinstance(one, dict):
                rows.append(
                    [f"{size:,}", engine, number(one["p50_ms"]), number(one["p95_ms"]), str(one["n"]),
                     number(one["built_seconds"])]
                )  # fmt: skip
    return table(["listings", "engine", "p50, ms", "p95, ms", "commits", "whole index made in, s"], rows)
