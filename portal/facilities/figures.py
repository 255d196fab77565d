"""Figures of the register: how many listings are alike, counted by the database in one query."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from portal.facilities.enums import FacilityKind
from portal.facilities.freshness import FreshnessClass
from portal.facilities.gaps import Gap, gap_marks, gaps_in
from portal.facilities.validity import Visibility


@dataclass(frozen=True, slots=True)
class Tally:
    """So many listings of this kind, in this territory, as fresh, as visible, that lack the same."""

    kind: FacilityKind
    territory: str
    freshness: FreshnessClass
    visibility: Visibility
    gaps: tuple[Gap, ...]
    count: int


def tallies_of(listings: QuerySet[Any], today: date) -> list[Tally]:
    """Rows of `register_for`, each counted in one of them."""
    counted = (
        listings.annotate(marks=gap_marks(today))
        .order_by()
        .values_list("facility__kind", "territory", "freshness", "visibility", "marks")
        .annotate(count=Count("pk"))
    )
    return [
        Tally(FacilityKind(kind), territory, FreshnessClass(fresh), Visibility(seen), gaps_in(marks), count)
        for kind, territory, fresh, seen, marks, count in counted
    ]
