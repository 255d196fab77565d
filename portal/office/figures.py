"""Tables and bars of the figures: each number leads to the rows of the register that it counts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.conf import settings

from portal.facilities.enums import FacilityKind
from portal.facilities.figures import Tally
from portal.facilities.filter_words import AGE_WORDS, filter_words
from portal.facilities.freshness import FreshnessClass
from portal.facilities.gaps import FILTERS, Gap
from portal.facilities.register import TERRITORY_LABELS
from portal.facilities.validity import Visibility
from portal.office.register_filters import COMPLETE, INCOMPLETE, register_url
from portal.office.search_words import number

# Of a bar on a phone, what a number needs to be written into it: its margins, and each of its figures.
_ROOM, _ROOM_FOR_A_FIGURE = 0.02, 0.04
_TOTAL = "Total"


@dataclass(frozen=True, slots=True)
class Cell:
    """A number; `says` what it counts, for whoever hears it alone. Nothing counted leads nowhere."""

    text: str
    url: str
    says: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in hundredths of its width, ready for attributes of SVG."""

    name: str
    x: str
    width: str
    middle: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table and of the chart beside it; `note` is a last column of words."""

    label: str
    cells: tuple[Cell, ...]
    bar: tuple[Segment, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table and its bars. `legend`: the parts of a bar; empty where it has one alone."""

    slug: str
    title: str
    corner: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    legend: tuple[tuple[str, str], ...] = ()
    note_column: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """What is counted one below the other, or side by side: of a tally, its value; by which filter."""

    filter_name: str
    value_of: Callable[[Tally], str]
    labels: Mapping[str, str]


_KINDS = Axis("kind", lambda tally: tally.kind.value, dict(FacilityKind.choices))
_TERRITORIES = Axis("territory", lambda tally: tally.territory, TERRITORY_LABELS)
_FRESHNESS = Axis("freshness", lambda tally: tally.freshness.value, dict(FreshnessClass.choices))
_VISIBILITY = Axis("visibility", lambda tally: tally.visibility.value, dict(Visibility.choices))
_COMPLETENESS = Axis(
    "completeness",
    lambda tally: INCOMPLETE if tally.gaps else COMPLETE,
    {COMPLETE: "Complète", INCOMPLETE: "Incomplète"},
)


def figures_of(tallies: Sequence[Tally], chosen: Mapping[str, str]) -> tuple[Figure, ...]:
    """All of them, of the rows that these filters have chosen."""
    return (
        _cross("disponibilite", "Disponibilité, par type d’accueil", _KINDS, _FRESHNESS, tallies, chosen),
        _cross("fiches", "Fiches complètes, par type d’accueil", _KINDS, _COMPLETENESS, tallies, chosen),
        _gaps(tallies, chosen),
        _cross("territoires", "Sur MY.ONE, par territoire", _TERRITORIES, _VISIBILITY, tallies, chosen),
    )


def _cross(
    slug: str, title: str, down: Axis, across: Axis, tallies: Iterable[Tally], chosen: Mapping[str, str]
) -> Figure:
    """What counts nothing at all has neither a row nor a column."""
    counts: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        counts[down.value_of(tally), across.value_of(tally)] += tally.count
    downs = [value for value in down.labels if any(value == each for each, _ in counts)]
    columns = [value for value in across.labels if any(value == each for _, each in counts)]
    cross = _Cross(down, across, counts, columns, chosen)
    return Figure(
        slug,
        title,
        "Type d’accueil" if down is _KINDS else "Territoire",
        (*(across.labels[value] for value in columns), _TOTAL),
        tuple(cross.line(value) for value in downs),
        total=cross.line("") if len(downs) > 1 else None,
        legend=tuple((value, across.labels[value]) for value in columns),
    )


@dataclass(frozen=True)
class _Cross:
    down: Axis
    across: Axis
    counts: Mapping[tuple[str, str], int]
    columns: Sequence[str]
    chosen: Mapping[str, str] = field(default_factory=dict)

    def line(self, value: str) -> Line:
        """Of this value; of all of them where it is empty."""
        label = self.down.labels[value] if value else _TOTAL
        found = {
            column: sum(
                count for (each, of), count in self.counts.items() if of == column and value in ("", each)
            )
            for column in self.columns
        }
        narrowed = {**self.chosen, **({self.down.filter_name: value} if value else {})}
        cells = [
            cell(
                count, f"{label}, {self.across.labels[column]}", narrowed | {self.across.filter_name: column}
            )
            for column, count in found.items()
        ]
        total = sum(found.values())
        return Line(label, (*cells, cell(total, label, narrowed)), bar(found, total))


def _gaps(tallies: Sequence[Tally], chosen: Mapping[str, str]) -> Figure:
    counts = Counter(dict.fromkeys(Gap, 0))
    for tally in tallies:
        counts.update(dict.fromkeys(tally.gaps, tally.count))
    everything = sum(tally.count for tally in tallies)
    lines = [
        Line(
            gap.label,
            (cell(count, gap.label, {**chosen, "completeness": gap.value}),),
            bar({"manque": count}, everything),
            _filters_in_words(FILTERS.get(gap, ())),
        )
        for gap, count in counts.most_common()
        if count
    ]
    return Figure(
        "manques",
        "Ce qui manque le plus",
        "Information",
        ("Fiches",),
        tuple(lines),
        note_column="Filtres de MY.ONE qui ne trouvent pas ces lieux",
    )


def cell(count: int, says: str, chosen: Mapping[str, str]) -> Cell:
    """A number that leads to what it counts."""
    return Cell(number(count), register_url(chosen) if count else "", f"{number(count)}\u00a0: {says}")


def bar(counts: Mapping[str, int], total: int) -> tuple[Segment, ...]:
    """Parts one beside the other, of a bar that is `total` wide."""
    found, begins = [], 0
    for name, count in counts.items():
        if count:
            x, width = begins / total, count / total
            middle, text = x + width / 2, number(count)
            fits = width >= _ROOM + _ROOM_FOR_A_FIGURE * len(text)
            written = text if fits else ""
            found.append(Segment(name, _hundredths(x), _hundredths(width), _hundredths(middle), written))
        begins += count
    return tuple(found)


def _hundredths(share: float) -> str:
    return f"{100 * share:.2f}%"


def _filters_in_words(values: Iterable[Enum]) -> str:
    say = AGE_WORDS | filter_words(settings.SEARCH_EARLY_BEFORE, settings.SEARCH_LATE_AFTER)
    return ", ".join(f"«\u00a0{say[value]}\u00a0»" for value in values)
