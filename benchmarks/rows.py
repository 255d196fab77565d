"""The fictitious listings as rows of the portal's own tables, in a scratch database."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import DEFAULT_DB_ALIAS, connections

from benchmarks.places import Place
from portal.facilities.models import Facility, Listing, Organiser
from portal.facilities.models.listing import FreePlaces, Group, OpeningRange, UnavailabilityPeriod
from portal.kernel.service import writing
from search.analysis import fold

MODELS = (Organiser, Facility, Listing, OpeningRange, UnavailabilityPeriod, FreePlaces, Group)


def write_rows(places: Iterable[Place], using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the tables in an empty database, with their indexes, and fill them."""
    connection = connections[using]
    with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    fill(places, using)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def fill(places: Iterable[Place], using: str = DEFAULT_DB_ALIAS) -> None:
    """Fill empty tables: primary keys are the numbers of the places."""
    with writing():
        organiser = Organiser.objects.using(using).create(name="ASBL fictive", name_key="asbl fictive")
        for chunk in _chunks(places, 2_000):
            _write_chunk(chunk, organiser, using)


def _write_chunk(chunk: list[Place], organiser: Organiser, using: str) -> None:
    Facility.objects.using(using).bulk_create(_facility(place, organiser) for place in chunk)
    Listing.objects.using(using).bulk_create(_listing(place) for place in chunk)
    OpeningRange.objects.using(using).bulk_create(
        OpeningRange(listing_id=place.id, weekday=day, start=start, end=end)
        for place in chunk
        for day, start, end in place.opening
    )
    UnavailabilityPeriod.objects.using(using).bulk_create(
        UnavailabilityPeriod(listing_id=place.id, first_day=period.first, last_day=period.last)
        for place in chunk
        for period in place.unavailable
    )
    FreePlaces.objects.using(using).bulk_create(
        FreePlaces(listing_id=place.id, band=free.band, from_day=free.from_day, places=free.places)
        for place in chunk
        for free in place.free_places
    )


def _facility(place: Place, organiser: Organiser) -> Facility:
    return Facility(
        pk=place.id,
        organiser=organiser,
        kind=place.kind,
        sector=place.kind.sector,
        reference_number=str(place.id),
        street="Rue fictive",
        postcode="5000",
        locality="Namur",
        latitude=place.latitude,
        longitude=place.longitude,
        authorised_capacity=place.capacity,
        in_force_from=place.in_force_from,
    )


def _listing(place: Place) -> Listing:
    return Listing(
        pk=place.id,
        facility_id=place.id,
        name=place.name,
        name_key=fold(place.name),
        visible=place.visible,
        postcode="5000",
        locality="Namur",
        latitude=place.latitude,
        longitude=place.longitude,
        description=place.description,
        outings=place.outings,
        outdoor_space=place.outdoor_space,
        rest_area=place.rest_area,
        tariff=place.tariff,
        availability=place.status,
        available_from=place.available_from,
        confirmed_on=place.confirmed_on,
    )


def _chunks(places: Iterable[Place], size: int) -> Iterator[list[Place]]:
    remaining = iter(places)
    while chunk := list(islice(remaining, size)):
        yield chunk
