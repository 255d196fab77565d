"""The plot beside the tables: p95 by engine and size, one panel a kind of query, in plain SVG.

Colours follow the reader's light or dark scheme; engines differ by the shape of their marks too. Both axes
are logarithmic, and all panels share them.
"""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from benchmarks.report_tables import ENGINES, KINDS, Measured, number

WIDTH, HEIGHT = 960, 660
COLUMNS = 3
PANEL_WIDTH, PANEL_HEIGHT = 300, 290
LEFT, TOP = 46, 60
PLOT_WIDTH, PLOT_HEIGHT = 236, 210
INSET = 22
TITLE = "95th percentile of the time to answer, in milliseconds (lower is better)"
LABELS = {
    "columnar": "columnar (in the process)",
    "elasticsearch": "Elasticsearch (one node)",
    "postgis": "PostGIS",
    "sql_cluster": "SQLite, clusters in SQL",
    "naive": "SQLite, clusters in Python",
}
STYLE = """
  svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
  .page { fill: #fff; } text { fill: #1d2733; } .quiet { fill: #55606e; font-size: 11px; }
  .grid { stroke: #d9dee5; } .axis { stroke: #8a94a3; } .title { font-weight: 600; font-size: 13px; }
  .line { fill: none; stroke-width: 2; } .mark { stroke: none; }
  .columnar { color: #00695c; } .elasticsearch { color: #b3470d; } .postgis { color: #2a5db0; }
  .sql_cluster { color: #7a3e9d; } .naive { color: #6b6f12; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #14181e; } text { fill: #e8ecf1; } .quiet { fill: #a9b3c0; }
    .grid { stroke: #2c343f; } .axis { stroke: #6c7786; }
    .columnar { color: #4fd1bd; } .elasticsearch { color: #ff9e66; } .postgis { color: #8ab4ff; }
    .sql_cluster { color: #d3a4f2; } .naive { color: #d6da5a; }
  }
"""

Point = tuple[int, float]


def plot(measured: Measured) -> str:
    """The whole picture. Needs at least one size."""
    sizes = sorted(measured.search)
    lines = {(kind, engine): _points(measured, kind, engine) for kind in KINDS for engine in ENGINES}
    values = [value for points in lines.values() for _, value in points]
    scale = Scale(sizes, values)
    panels = [
        _panel(number_, title, scale, {engine: lines[kind, engine] for engine in ENGINES})
        for number_, (kind, title) in enumerate(KINDS.items())
    ]
    shown = [engine for engine in ENGINES if any(lines[kind, engine] for kind in KINDS)]
    body = "\n".join([*panels, _legend(len(panels), shown)])
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="title desc">'
    )
    return f"""{head}
<title id="title">Time to answer a search, by engine and number of listings</title>
<desc id="desc">{escape(_description(measured, shown))}</desc>
<style>{STYLE}</style>
<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>
<text x="{LEFT}" y="26" class="title">{TITLE}</text>
{body}
</svg>
"""


class Scale:
    """Where sizes and milliseconds are, inside a panel: whole powers of ten from below to above."""

    def __init__(self, sizes: Sequence[int], values: Sequence[float]) -> None:
        self.sizes = sizes
        self.low = math.floor(math.log10(min(values)))
        self.high = max(math.ceil(math.log10(max(values))), self.low + 1)

    def x(self, size: int) -> float:
        first, last = math.log10(self.sizes[0]), math.log10(self.sizes[-1])
        if first == last:
            return PLOT_WIDTH / 2
        return INSET + (PLOT_WIDTH - 2 * INSET) * (math.log10(size) - first) / (last - first)

    def y(self, value: float) -> float:
        return PLOT_HEIGHT * (self.high - math.log10(value)) / (self.high - self.low)


def _points(measured: Measured, kind: str, engine: str) -> list[Point]:
    return [
        (size, report[str(size)][engine][kind]["p95_ms"])
        for size, report in sorted(measured.search.items())
        if kind in report[str(size)].get(engine, {})
    ]


def _panel(place: int, title: str, scale: Scale, lines: dict[str, list[Point]]) -> str:
    parts = [f'<text x="0" y="-10">{escape(title)}</text>']
    for power in range(scale.low, scale.high + 1):
        y = scale.y(10**power)
        parts.append(f'<line class="grid" x1="0" x2="{PLOT_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(
            f'<text class="quiet" x="-6" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,.10g}</text>'
        )
    parts.append(f'<line class="axis" x1="0" x2="{PLOT_WIDTH}" y1="{PLOT_HEIGHT}" y2="{PLOT_HEIGHT}"/>')
    for size in scale.sizes:
        parts.append(
            f'<text class="quiet" x="{scale.x(size):.1f}" y="{PLOT_HEIGHT + 18}"'
            f' text-anchor="middle">{size:,}</text>'
        )
    for engine, points in lines.items():
        parts += _line(engine, [(scale.x(size), scale.y(value)) for size, value in points])
    return _group(place, parts)


def _line(engine: str, points: Sequence[tuple[float, float]]) -> list[str]:
    if not points:
        return []
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    marks = [_mark(engine, x, y) for x, y in points]
    return [f'<polyline class="line {engine}" stroke="currentColor" points="{path}"/>', *marks]


def _mark(engine: str, x: float, y: float) -> str:
    """Disc, square, upright triangle, diamond, triangle on its head."""
    corners = {
        "elasticsearch": ((-4, -4), (4, -4), (4, 4), (-4, 4)),
        "postgis": ((0, -5), (5, 4), (-5, 4)),
        "sql_cluster": ((0, -5), (5, 0), (0, 5), (-5, 0)),
        "naive": ((0, 5), (5, -4), (-5, -4)),
    }.get(engine)
    about = f'class="mark {engine}" fill="currentColor"'
    if corners is None:
        return f'<circle {about} cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon {about} points="{points}"/>'


def _legend(place: int, engines: Sequence[str]) -> str:
    parts = []
    for row, engine in enumerate(engines):
        y = 12 + row * 26
        parts += _line(engine, [(0, y), (26, y)])[:1]
        parts += [_mark(engine, 13, y), f'<text x="36" y="{y + 4}">{escape(LABELS[engine])}</text>']
    y = 12 + len(engines) * 26 + 8
    parts.append(f'<text class="quiet" x="0" y="{y}">across: number of listings</text>')
    parts.append(f'<text class="quiet" x="0" y="{y + 18}">both scales are logarithmic</text>')
    return _group(place, parts)


def _group(place: int, parts: Sequence[str]) -> str:
    row, column = divmod(place, COLUMNS)
    x, y = LEFT + column * (PANEL_WIDTH + 6), TOP + row * PANEL_HEIGHT
    return f'<g transform="translate({x},{y})">\n' + "\n".join(parts) + "\n</g>"


def _description(measured: Measured, engines: Sequence[str]) -> str:
    """The same in words, for whoever does not see it: the view at zoom 10, engine by engine."""
    told = []
    for engine in engines:
        points = ", ".join(
            f"{number(value)} ms at {size:,} listings"
            for size, value in _points(measured, "view_z10", engine)
        )
        told.append(f"{LABELS[engine]}: {points}.")
    return "Five panels, one a kind of query. View at zoom 10, 95th percentile. " + " ".join(told)
