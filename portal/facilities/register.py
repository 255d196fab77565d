"""The register of listings: every listing that an agent reaches, with what is asked of many at once.

Freshness, completeness, validity and visibility are conditions of the database, so that filters, counts and
exports of ten thousand rows ask the same rules as the page of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from portal.accounts.enums import Territory
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.facility_access import facilities_for
from portal.facilities.freshness import FreshnessClass, freshness_class
from portal.facilities.gaps import Gap, gap_marks, gaps_in
from portal.facilities.models import Listing
from portal.facilities.territories import ELSEWHERE, ELSEWHERE_LABEL, territory_by
from portal.facilities.validity import Validity, Visibility, validity, visibility

TERRITORY_LABELS = {**dict(Territory.choices), ELSEWHERE: ELSEWHERE_LABEL}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One listing as the register tells it: what parents may see of it, its number at ONE and its state."""

    pk: int
    facility_id: int
    name: str
    kind: FacilityKind
    sector: Sector
    organiser: str
    reference_number: str
    street: str
    house_number: str
    box: str
    postcode: str
    locality: str
    commune: str
    territory: str
    phone: str
    email: str
    website: str
    capacity: int | None
    in_force_from: date | None
    in_force_until: date | None
    confirmed_on: date | None
    freshness: FreshnessClass
    validity: Validity
    visibility: Visibility
    gaps: tuple[Gap, ...]

    @property
    def territory_label(self) -> str:
        return str(TERRITORY_LABELS[self.territory])


_OWN = (
    "pk", "facility_id", "name", "street", "house_number", "box", "postcode", "locality", "commune",
    "territory", "phone", "email", "website", "confirmed_on",
)  # fmt: skip
_OF_THE_FACILITY = {
    "kind": "facility__kind",
    "sector": "facility__sector",
    "organiser": "facility__organiser__name",
    "reference_number": "facility__reference_number",
    "capacity": "facility__authorised_capacity",
    "in_force_from": "facility__in_force_from",
    "in_force_until": "facility__in_force_until",
}


def register_for(person: Person, right: Right, today: date) -> QuerySet[Listing]:
    """The listings of the facilities on which this person has this right, without an order.

    Annotated for conditions and counts on `today`: `freshness` (a `FreshnessClass`), `validity`,
    `visibility`, `territory`.
    """
    return (
        Listing.objects.filter(facility__in=facilities_for(person, right))
        .annotate(
            freshness=freshness_class(today),
            validity=validity(today),
            territory=territory_by("facility__postcode"),
        )
        .annotate(visibility=visibility())
        .order_by()
    )


def rows_of(listings: QuerySet[Any], today: date) -> Iterator[RegisterRow]:
    """Rows of `register_for`, in their order, in one query that is read piece by piece."""
    named = {name: F(path) for name, path in _OF_THE_FACILITY.items()}
    found = listings.annotate(marks=gap_marks(today)).values(
        *_OWN, "freshness", "validity", "visibility", "marks", **named
    )
    for values in found.iterator(chunk_size=1_000):
        yield _row(values)


def _row(values: dict[str, Any]) -> RegisterRow:
    return RegisterRow(
        gaps=gaps_in(values.pop("marks")),
        kind=FacilityKind(values.pop("kind")),
        sector=Sector(values.pop("sector")),
        freshness=FreshnessClass(values.pop("freshness")),
        validity=Validity(values.pop("validity")),
        visibility=Visibility(values.pop("visibility")),
        phone=str(values.pop("phone")),
        **values,
    )


def communes_of(listings: QuerySet[Any]) -> list[str]:
    """The communes of these rows, each once, by name."""
    named = listings.exclude(commune="").order_by("commune")
    return list(named.values_list("commune", flat=True).distinct())
