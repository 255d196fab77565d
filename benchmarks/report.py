"""Writes what was measured into the documentation: `python -m benchmarks.report FILE… [--into PAGE]`.

The files are what `benchmarks.search --json FILE` and `benchmarks.freshness --json FILE` wrote; where two of
them measured the same size, the later date counts. The page keeps its text: only what stands between
`<!-- measured: name -->` and `<!-- end -->` is written anew. The plot lies beside the page.
"""

import argparse
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import report_plot, report_tables
from benchmarks.report_tables import Measured

ROOT = Path(__file__).resolve().parents[1]
SECTION = re.compile(r"(?P<begin><!-- measured: (?P<name>[a-z]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


class UnknownSection(ValueError):  # noqa: N818 -- names what is wrong
    """The page asks for a table that nobody makes, or lacks one."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, default=ROOT / "docs/performance.md")
    options = parser.parse_args()
    measured = gathered(json.loads(file.read_text()) for file in options.files)
    plot = options.into.with_suffix(".svg")
    plot.write_text(report_plot.plot(measured))
    sections = report_tables.sections(measured)
    sections["latency"] += f"\n\n![95th percentile by engine and number of listings]({plot.name})"
    options.into.write_text(rewritten(options.into.read_text(), sections))


def gathered(reports: Iterable[Mapping[str, Any]]) -> Measured:
    """Size by size what was measured last."""
    measured = Measured()
    for report in sorted(reports, key=lambda one: str(one["machine"]["date"])):
        if not report.get("equal", True):
            raise ValueError("The engines gave different answers: such figures compare nothing.")
        of_kind = {"search": measured.search, "freshness": measured.freshness}[report["kind"]]
        of_kind |= {int(size): report for size in report if size.isdigit()}
    return measured


def rewritten(page: str, sections: Mapping[str, str]) -> str:
    """The page with its marked sections made of the figures. UnknownSection where the two do not fit."""
    names = {found["name"] for found in SECTION.finditer(page)}
    if names != set(sections):
        raise UnknownSection(", ".join(sorted(names ^ set(sections))))
    return SECTION.sub(lambda found: f"{found['begin']}{sections[found['name']]}\n{found['end']}", page)


if __name__ == "__main__":
    main()
