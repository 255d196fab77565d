"""A listing as the search sees it: a document made of `Listing.public_on` and of nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from portal.facilities.access import read_listings
from portal.facilities.availability import intervals_of
from portal.facilities.models import Listing
from portal.facilities.public import Period, PublicListing, PublicOpening, public_kinds, public_periods
from search import changes, geo
from search.analysis import tokens
from search.documents import (
    DAY_MAX,
    DAY_MIN,
    MINUTES_A_DAY,
    DayRange,
    Feature,
    KindGroup,
    ListingDocument,
    MinuteRange,
    Sector,
    Tariff,
    tombstone,
)

CHUNK = 1000


def to_document(listing: Listing, version: int) -> ListingDocument:
    """The document of a listing with every day on which it is or will be public, or a tombstone."""
    periods = public_periods(listing)
    public = listing.public_on(_a_day_of(periods[0])) if periods else None
    if public is None:
        return tombstone(listing.pk, version)
    return _document(public, periods, version)


def merged_opening(opening: Sequence[PublicOpening]) -> tuple[MinuteRange, ...]:
    """Ranges of the week in minutes from Monday 00:00, ascending; touching ones of one day are one."""
    ranges: list[MinuteRange] = []
    for part in sorted(opening, key=lambda part: (part.weekday, part.start)):
        start = part.weekday * MINUTES_A_DAY + part.start
        end = part.weekday * MINUTES_A_DAY + part.end
        touches = ranges and start <= ranges[-1].end and start % MINUTES_A_DAY != 0
        if touches:
            ranges[-1] = MinuteRange(ranges[-1].start, max(end, ranges[-1].end))
        else:
            ranges.append(MinuteRange(start, end))
    return tuple(ranges)


def _document(public: PublicListing, periods: Sequence[Period], version: int) -> ListingDocument:
    return ListingDocument(
        id=public.id,
        version=version,
        position=geo.encode(public.latitude, public.longitude),
        public=tuple(_days(period) for period in periods),
        name=public.name,
        name_key=public.name_key,
        name_tokens=frozenset(tokens(public.name)),
        text_tokens=frozenset(tokens(f"{public.name} {public.description}")),
        sector=Sector(public.sector),
        group=KindGroup(public.group) if public.group else None,
        kind=str(public.kind),
        tariff=Tariff(public.tariff) if public.tariff else None,
        capacity=public.capacity,
        features=_features(public),
        opening=merged_opening(public.opening),
        availability=intervals_of(public),
        confirmed_on=public.confirmed_on.toordinal() if public.confirmed_on else None,
    )


def _features(public: PublicListing) -> frozenset[Feature]:
    stated = (
        (Feature.OUTINGS, public.outings),
        (Feature.OUTDOOR_SPACE, public.outdoor_space),
        (Feature.REST_AREA, public.rest_area),
    )
    return frozenset(feature for feature, present in stated if present)


def _days(period: Period) -> DayRange:
    return DayRange(
        period.first.toordinal() if period.first else DAY_MIN,
        period.last.toordinal() if period.last else DAY_MAX,
    )


def _a_day_of(period: Period) -> date:
    return period.first or period.last or date.min


class DatabaseSource:
    """The database as the search sees it (`search.ports.DocumentSource`).

    Versions are read before the data of their chunk: a change made in between is in the document already,
    and comes once more under its own, higher number. The other order would call old data new.
    """

    @property
    def rules(self) -> str:
        return " ".join(public_kinds())

    def count(self) -> int:
        """How many listings there are, public or not."""
        return Listing.objects.count()

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        """Every document by ascending id, or those of `ids`; one that is gone or hidden is a tombstone."""
        for chunk in _chunks(ids) if ids is not None else _all_ids():
            versions = changes.last_sequence_of(chunk)
            yield from self._chunk(chunk, versions)

    @staticmethod
    def _chunk(ids: Sequence[int], versions: Mapping[int, int]) -> Iterator[ListingDocument]:
        listings = {listing.pk: listing for listing in read_listings(Listing.objects.filter(pk__in=ids))}
        for pk in ids:
            listing = listings.get(pk)
            version = versions.get(pk, 0)
            yield to_document(listing, version) if listing is not None else tombstone(pk, version)


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def _all_ids() -> Iterator[list[int]]:
    """Chunk by chunk after the last id seen, so that no read stays open while documents are made."""
    last = 0
    while chunk := list(
        Listing.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        yield chunk
        last = chunk[-1]
