"""The door to listings for those who see only what is public."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from portal.facilities.models import Listing
from portal.facilities.public import PublicListing, is_public_on

# What an id's column holds. An address may name any number, and a database refuses larger ones.
POSSIBLE_IDS = range(1, 2**63)


def with_public_parts(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """All that `Listing.public_on` reads, in a constant number of queries."""
    return listings.select_related("facility__organiser").prefetch_related(
        "opening_ranges", "unavailability_periods", "free_places", "groups"
    )


def public_listing(pk: int, day: date) -> PublicListing:
    """What parents may see of one listing on `day`; `Listing.DoesNotExist` where that is nothing."""
    found = public_listings([pk], day)
    if pk not in found:
        raise Listing.DoesNotExist
    return found[pk]


def public_listings(ids: Iterable[int], day: date) -> dict[int, PublicListing]:
    """Those of `ids` that are public on `day`, by id. The order of `ids` is kept."""
    wanted = list(dict.fromkeys(pk for pk in ids if pk in POSSIBLE_IDS))
    listings = with_public_parts(Listing.objects.filter(pk__in=wanted)).in_bulk()
    shown = ((pk, listings[pk].public_on(day)) for pk in wanted if pk in listings)
    return {pk: public for pk, public in shown if public is not None}


def all_public_listings(day: date, chunk_size: int = 500) -> Iterator[PublicListing]:
    """Every listing that is public on `day`, by id: for the sitemap and exports, one chunk at a time."""
    listings = with_public_parts(Listing.objects.filter(visible=True).order_by("pk"))
    for listing in listings.iterator(chunk_size=chunk_size):
        public = listing.public_on(day)
        if public is not None:
            yield public


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
