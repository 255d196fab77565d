"""The catalogue as a reader asks for it: criteria read from an address, what fits, what each choice holds.

A criterion holds one value. The count of a choice is what there would be if it were the one of its
criterion, all other criteria staying as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.http import QueryDict

from acte_content.catalogue.enums import Age, Cost, Difficulty, Season
from acte_content.catalogue.models import Action, Axis
from search.analysis import tokens

TEXT, AXIS, PAGE = "q", "axe", "page"
LONGEST_TEXT = 100


class Facet(NamedTuple):
    """A criterion beside the axis: its name in addresses, its words, its values with theirs."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]


FACETS = (
    Facet("difficulte", "Difficulté", Difficulty.choices),
    Facet("cout", "Coût", Cost.choices),
    Facet("saison", "Saison", Season.choices),
    Facet("age", "Âge des enfants", Age.choices),
)


@dataclass(frozen=True)
class Criteria:
    """What is asked for: typed words, and one value for each criterion that has one."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def with_value(self, name: str, value: str) -> "Criteria":
        """The same with this value; without it where it is the one already, or empty."""
        kept = {key: own for key, own in self.values.items() if key != name}
        is_new = value and self.values.get(name) != value
        return replace(self, values=kept | ({name: value} if is_new else {}))

    def as_query(self) -> str:
        """As it stands in an address, always in the same order: `?axe=eau&saison=ete`, or nothing."""
        query = QueryDict(mutable=True)
        if self.text:
            query[TEXT] = self.text
        for name in (AXIS, *(facet.name for facet in FACETS)):
            if name in self.values:
                query[name] = self.values[name]
        return f"?{query.urlencode()}" if query else ""


class Row(NamedTuple):
    """Of one published action, what it is filtered by."""

    pk: int
    axis: str
    difficulty: str
    cost: str
    seasons: list[str]
    ages: list[str]

    def fits(self, name: str, value: str) -> bool:
        """An action without a season is of each; without an age, for all."""
        match name:
            case "axe":
                return self.axis == value
            case "difficulte":
                return self.difficulty == value
            case "cout":
                return self.cost == value
            case "saison":
                return not self.seasons or value in self.seasons
            case _:
                return not self.ages or value in self.ages


@dataclass(frozen=True)
class Found:
    """The ids that fit, in the order of the catalogue, and how many there are of each choice.

    `counts`: by criterion and value; `without`: where the criterion has no value.
    """

    ids: list[int]
    counts: Mapping[tuple[str, str], int]
    without: Mapping[str, int]


def criteria_in(query: QueryDict, axes: Iterable[Axis]) -> Criteria:
    """Read from an address. A value that does not exist is left out, as if nobody had asked for it."""
    known = {AXIS: {axis.slug for axis in axes}} | {
        facet.name: {value for value, _ in facet.choices} for facet in FACETS
    }
    values = {name: query.get(name, "") for name in known if query.get(name, "") in known[name]}
    return Criteria(" ".join(query.get(TEXT, "").split())[:LONGEST_TEXT], values)


def matching(criteria: Criteria) -> list[int]:
    """The ids that fit, without the counts."""
    return [row.pk for row in _rows(criteria.text) if _fits_all(row, criteria)]


def search(criteria: Criteria, axes: Iterable[Axis]) -> Found:
    """What fits, and the counts. One query, and one more where words are searched for."""
    rows = _rows(criteria.text)
    named = {AXIS: [axis.slug for axis in axes]} | {
        facet.name: [value for value, _ in facet.choices] for facet in FACETS
    }
    # For each criterion, the rows that all *other* criteria leave.
    left = {name: [row for row in rows if _fits_all(row, criteria, but=name)] for name in named}
    return Found(
        ids=[row.pk for row in rows if _fits_all(row, criteria)],
        counts={
            (name, value): sum(row.fits(name, value) for row in left[name])
            for name, values in named.items()
            for value in values
        },
        without={name: len(kept) for name, kept in left.items()},
    )


def _fits_all(row: Row, criteria: Criteria, but: str = "") -> bool:
    return all(row.fits(name, value) for name, value in criteria.values.items() if name != but)


def _rows(text: str) -> list[Row]:
    published = Action.objects.readable()
    rows = [
        Row(*values)
        for values in published.values_list("pk", "axis__slug", "difficulty", "cost", "seasons", "ages")
    ]
    words = tokens(text)
    if not text:
        return rows
    if not words:
        return []
    # The index finds; the order is the catalogue's, which a reader knows again.
    hits = Action.objects.published().search(" ".join(words), operator="and", order_by_relevance=False)
    found = set(hits.get_queryset().order_by().values_list("pk", flat=True))
    return [row for row in rows if row.pk in found]
