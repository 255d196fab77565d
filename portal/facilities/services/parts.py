"""The parts of a listing that are rows of their own: read and replaced as tuples of plain values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from portal.facilities.models import FreePlaces, Group, Listing, OpeningRange, UnavailabilityPeriod
from portal.facilities.public import ages_of, free_places_of, opening_of, unavailable_of


@dataclass(frozen=True, slots=True)
class Part:
    """How one part is read from a listing, and written as rows of `model`."""

    model: type[Model]
    of: Callable[[Listing], tuple[Any, ...]]
    fields: Callable[[Any], dict[str, Any]]

    def rows(self, listing: Listing, values: Sequence[Any]) -> list[Model]:
        """Unsaved rows for a listing."""
        return [self.model(listing=listing, **fields) for fields in self.plain(values)]

    def words(self, values: Sequence[Any]) -> list[str]:
        """Each value in French, for the history: “Lundi 7:30–18:00”."""
        return [str(self.model(**fields)) for fields in self.plain(values)]

    def plain(self, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Each value as the fields of its row."""
        return [self.fields(value) for value in values]

    def replace(self, listing: Listing, values: Sequence[Any]) -> None:
        """Make `values` the whole part of this listing."""
        self.model._default_manager.filter(listing=listing).delete()
        self.model._default_manager.bulk_create(self.rows(listing, values))


PARTS: dict[str, Part] = {
    "opening": Part(
        OpeningRange,
        opening_of,
        lambda opening: {"weekday": opening.weekday, "start": opening.start, "end": opening.end},
    ),
    "free_places": Part(
        FreePlaces,
        free_places_of,
        lambda free: {"band": free.band, "from_day": free.from_day, "places": free.places},
    ),
    "unavailable": Part(
        UnavailabilityPeriod,
        unavailable_of,
        lambda period: {"first_day": period.first, "last_day": period.last},
    ),
    "ages": Part(Group, ages_of, lambda ages: {"from_months": ages[0], "to_months": ages[1]}),
}
