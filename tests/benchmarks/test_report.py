"""The page of figures holds what was measured and nothing else, and keeps its text."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import report_plot, report_tables
from benchmarks.report import SECTION, UnknownSection, gathered, rewritten

MACHINE = {"date": "2026-11-23", "processor": "a processor", "cores": 2, "memory_gb": 8, "load_before": 0.1}
PAGE = Path(__file__).resolve().parents[2] / "docs/performance.md"


def search_report(size: int, p95: float, date: str = "2026-11-23") -> dict[str, Any]:
    times = {"p50_ms": p95 / 2, "p95_ms": p95, "n": 300}
    kinds = dict.fromkeys((*report_tables.KINDS, *report_tables.COMPLETION), times)
    slower = {kind: {"p50_ms": p95, "p95_ms": p95 * 20, "n": 15} for kind in report_tables.KINDS}
    facts = {"index_seconds": 2.0, "documents_per_second": 4321, "megabytes": 12.5}
    return {
        "kind": "search", "equal": True, "tolerated": 1, "command": f"search {size}",
        "machine": MACHINE | {"date": date},
        str(size): {"columnar": kinds | facts, "elasticsearch": slower | facts},
        "left_out": {str(size): {"postgis": "PostGIS is not installed"}},
        "throughput": {str(size): {"columnar": {"4": {"per_second": 777.0, "own_mb": 64.0, **times}}}},
    }  # fmt: skip


def freshness_report(size: int) -> dict[str, Any]:
    one = {"p50_ms": 321.0, "p95_ms": 654.0, "n": 100, "built_seconds": 3.2}
    return {
        "kind": "freshness", "command": f"freshness {size}", "machine": MACHINE, "left_out": {},
        str(size): {"documents_per_second": 5000, "elasticsearch": one},
    }  # fmt: skip


def test_every_section_of_the_page_is_made_and_its_text_is_kept() -> None:
    measured = gathered([search_report(1000, 0.5), search_report(20_000, 2), freshness_report(1000)])
    page = PAGE.read_text()
    written = rewritten(page, report_tables.sections(measured))
    assert SECTION.sub("", written) == SECTION.sub("", page)
    for told in (
        "| 1,000 | around a point | 0.25 / 0.50 | 0.50 / 10.0 (20.0×) | – | – | – |",
        "| 1,000 | columnar | 2.00 | 4,321 | 12.5 |",
        "| 1,000 | columnar | 4 | 777 | 0.25 / 0.50 | 64.0 |",
        "| 1,000 | elasticsearch | 321 | 654 | 100 | 3.20 |",
        "postgis at 1,000, 20,000 (PostGIS is not installed)",
    ):
        assert told in written
    assert rewritten(written, report_tables.sections(measured)) == written


def test_the_later_run_of_a_size_counts() -> None:
    old, new = search_report(1000, 1, "2026-01-01"), search_report(1000, 9, "2026-02-01")
    for order in ([old, new], [new, old]):
        assert gathered(json.loads(json.dumps(order))).search[1000]["command"] == "search 1000"
        assert gathered(order).search[1000] is new


def test_engines_that_disagree_are_not_published() -> None:
    with pytest.raises(ValueError, match="different answers"):
        gathered([search_report(1000, 1) | {"equal": False}])


def test_a_section_that_nobody_makes_is_refused() -> None:
    sections = {"latency": "x"}
    assert rewritten("<!-- measured: latency -->\nold<!-- end -->", sections).count("old") == 0
    for page in ("", "<!-- measured: latency -->\n<!-- end --><!-- measured: other -->\n<!-- end -->"):
        with pytest.raises(UnknownSection):
            rewritten(page, sections)


@pytest.mark.parametrize("sizes", [[1000], [1000, 100_000]])
def test_the_plot_is_an_accessible_picture_with_every_point_inside(sizes: list[int]) -> None:
    measured = gathered([search_report(size, size / 1000) for size in sizes])
    root = ElementTree.fromstring(report_plot.plot(measured))
    name = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert [root.find(f"{name}{part}").get("id") for part in ("title", "desc")] == ["title", "desc"]
    assert "1.00 ms at 1,000 listings" in root.findtext(f"{name}desc", "")
    assert "prefers-color-scheme: dark" in root.findtext(f"{name}style", "")
    discs = root.findall(f".//{name}circle")
    assert len(discs) == len(report_tables.KINDS) * len(sizes) + 1  # the legend has one too
    for disc in discs:
        assert 0 <= float(disc.get("cx", -1)) <= report_plot.PLOT_WIDTH
        assert 0 <= float(disc.get("cy", -1)) <= report_plot.PLOT_HEIGHT
