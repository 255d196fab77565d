"""The door to listings for those who see only what is public."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from portal.facilities.enums import AgeBand
from portal.facilities.models import FreePlaces, Group, Listing, OpeningRange, UnavailabilityPeriod
from portal.facilities.public import (
    Period,
    PublicFreePlaces,
    PublicListing,
    PublicOpening,
    PublicParts,
    is_public_on,
)

T = TypeVar("T")

# What an id's column holds. An address may name any number, and a database refuses larger ones.
POSSIBLE_IDS = range(1, 2**63)


def possible(number: int) -> int:
    """An id that a database takes; any other is nobody's: 0."""
    return number if number in POSSIBLE_IDS else 0


def read_listings(listings: QuerySet[Listing]) -> list[Listing]:
    """Those listings with all that `public_on` reads, in five queries, to be read and not changed.

    The parts are read as plain values: as model instances they cost twice as much as all the rest.
    """
    found = list(listings.select_related("facility__organiser"))
    ids = [listing.pk for listing in found]
    opening = _parts(OpeningRange, ids, ("weekday", "start", "end"), PublicOpening)
    free_places = _parts(FreePlaces, ids, ("band", "from_day", "places"), _free_places)
    unavailable = _parts(UnavailabilityPeriod, ids, ("first_day", "last_day"), Period)
    ages = _parts(Group, ids, ("from_months", "to_months"), _pair)
    for listing in found:
        listing.read_parts = PublicParts(
            tuple(opening[listing.pk]),
            tuple(free_places[listing.pk]),
            tuple(unavailable[listing.pk]),
            tuple(ages[listing.pk]),
        )
    return found


def _parts(
    model: type[Model], ids: Sequence[int], fields: tuple[str, ...], value: Callable[..., T]
) -> dict[int, list[T]]:
    """The rows of a part by listing, in the part's own order."""
    parts: dict[int, list[T]] = defaultdict(list)
    rows = model._default_manager.filter(listing__in=ids).values_list("listing_id", *fields)
    for listing_id, *values in rows:
        parts[listing_id].append(value(*values))
    return parts


def _free_places(band: int, from_day: date, places: int) -> PublicFreePlaces:
    return PublicFreePlaces(AgeBand(band), from_day, places)


def _pair(youngest: int, oldest: int) -> tuple[int, int]:
    return youngest, oldest


def public_listing(pk: int, day: date) -> PublicListing:
    """What parents may see of one listing on `day`; `Listing.DoesNotExist` where that is nothing."""
    found = public_listings([pk], day)
    if pk not in found:
        raise Listing.DoesNotExist
    return found[pk]


def public_listings(ids: Iterable[int], day: date) -> dict[int, PublicListing]:
    """Those of `ids` that are public on `day`, by id. The order of `ids` is kept."""
    wanted = list(dict.fromkeys(pk for pk in ids if pk in POSSIBLE_IDS))
    listings = {listing.pk: listing for listing in read_listings(Listing.objects.filter(pk__in=wanted))}
    shown = ((pk, listings[pk].public_on(day)) for pk in wanted if pk in listings)
    return {pk: public for pk, public in shown if public is not None}


@dataclass(frozen=True, slots=True)
class IndexableListing:
    """What a sitemap needs of a listing."""

    id: int
    name: str


class IndexableListings:
    """The listings that search engines may show on `day`, by id, to be cut into pages.

    Length and slices count every listing that is neither hidden nor refused to search engines. A slice
    leaves out those among them that are not public on `day`, so it may be shorter than asked.
    """

    ordered = True  # what Django's paginator asks

    def __init__(self, day: date) -> None:
        self._day = day
        self._candidates = Listing.objects.filter(visible=True, noindex=False).order_by("pk")

    def __len__(self) -> int:
        return self._candidates.count()

    def __getitem__(self, wanted: slice) -> list[IndexableListing]:
        rows = self._candidates.select_related("facility")[wanted]
        return [IndexableListing(row.pk, row.name) for row in rows if is_public_on(row, self._day)]

    def __iter__(self) -> Iterator[IndexableListing]:
        return iter(self[:])
