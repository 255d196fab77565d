"""The door to listings for those who see only what is public."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet

from portal.facilities.models import Listing
from portal.facilities.public import PublicListing


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
    wanted = list(dict.fromkeys(ids))
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
