"""What of a listing is public, and when: the rule, written once.

Everything that parents get (pages, JSON, GeoJSON, search documents, exports, sitemap) is made of
`PublicListing`. A field that is not in it cannot be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from portal.facilities.addresses import rounded_point, street_line
from portal.facilities.enums import (
    AddressPrecision,
    AgeBand,
    AvailabilityStatus,
    FacilityKind,
    KindGroup,
    Sector,
    TariffRegime,
)

if TYPE_CHECKING:
    from portal.facilities.models import Facility, Listing


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is open-ended."""

    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class PublicOpening:
    weekday: int  # 0 = Monday
    start: int  # minutes of the day
    end: int


@dataclass(frozen=True, slots=True)
class PublicFreePlaces:
    band: AgeBand
    from_day: date
    places: int


@dataclass(frozen=True, slots=True)
class PublicParts:
    """What a listing keeps in rows of their own."""

    opening: tuple[PublicOpening, ...] = ()
    free_places: tuple[PublicFreePlaces, ...] = ()
    unavailable: tuple[Period, ...] = ()
    ages: tuple[tuple[int, int], ...] = ()  # months, from–to, one pair a group


@dataclass(frozen=True, slots=True)
class PublicListing:
    """All that parents may see of one listing. `latitude` and `longitude` are the public point: already
    moved when `address_is_exact` is False."""

    id: int
    name: str
    name_key: str
    sector: Sector
    kind: FacilityKind
    group: KindGroup | None
    organiser: str
    address_is_exact: bool
    street_line: str  # "Rue du Moulin 12 bte 3", empty when rounded
    postcode: str
    locality: str
    commune: str
    latitude: float
    longitude: float
    phone: str  # E.164, or empty
    email: str
    website: str
    facebook: str
    noindex: bool
    description: str
    pedagogical_project: str
    outings: bool
    outdoor_space: bool
    rest_area: bool
    average_group_size: int | None
    ages: tuple[tuple[int, int], ...]  # months, from–to, one pair a group
    tariff: TariffRegime | None
    subsidy_level: int | None
    capacity: int | None
    opening: tuple[PublicOpening, ...]
    availability: str  # AvailabilityStatus value, as stated
    available_from: date | None
    confirmed_on: date | None
    free_places: tuple[PublicFreePlaces, ...]
    unavailable: tuple[Period, ...]


def public_kinds() -> tuple[FacilityKind, ...]:
    """The kinds that parents may find: all, without after-school care where ONE chose so (`PUBLIC_AES`)."""
    if settings.PUBLIC_AES:
        return tuple(FacilityKind)
    return tuple(kind for kind in FacilityKind if kind is not FacilityKind.AFTER_SCHOOL)


def public_periods(listing: Listing) -> tuple[Period, ...]:
    """The days on which parents see a listing: at most two periods, ascending; empty while hidden.

    Petite enfance is public while authorised, temps libre while recognised or approved, both without the
    days of a suspension; ONE's own consultations always. The professional's switch hides any of them, and
    so does ONE's setting for after-school care (`public_kinds`).
    """
    facility = listing.facility
    if not listing.visible or facility.kind not in public_kinds():
        return ()
    if facility.sector == Sector.SUPPORT:
        return (Period(None, None),)
    if facility.in_force_from is None:
        return ()
    return _without_suspension(facility)


def is_public_on(listing: Listing, day: date) -> bool:
    """Whether parents see a listing on `day`. Reads the listing and its facility only."""
    return any(day in period for period in public_periods(listing))


def _without_suspension(facility: Facility) -> tuple[Period, ...]:
    whole = Period(facility.in_force_from, facility.in_force_until)
    if facility.suspended_from is None:
        return (whole,)
    before = Period(whole.first, facility.suspended_from - timedelta(days=1))
    after_first = facility.suspended_until + timedelta(days=1) if facility.suspended_until else None
    periods = [_intersection(whole, before)]
    if after_first is not None:
        periods.append(_intersection(whole, Period(after_first, None)))
    return tuple(period for period in periods if period is not None)


def _intersection(a: Period, b: Period) -> Period | None:
    first = max((day for day in (a.first, b.first) if day is not None), default=None)
    last = min((day for day in (a.last, b.last) if day is not None), default=None)
    if first is not None and last is not None and first > last:
        return None
    return Period(first, last)


def public_listing(listing: Listing, day: date) -> PublicListing | None:
    """See `Listing.public_on`."""
    return shown_listing(listing) if is_public_on(listing, day) else None


def shown_listing(listing: Listing) -> PublicListing:
    """What parents see of a listing on a day when it is public; for a preview, what they would see."""
    facility = listing.facility
    kind = FacilityKind(facility.kind)
    parts = listing.read_parts or parts_of(listing)
    point = listing.latitude, listing.longitude
    if listing.address_precision != AddressPrecision.EXACT:
        # Kept rounded already, but where a form under preview has just asked for it.
        point = rounded_point(*point)
    return PublicListing(
        id=listing.pk,
        name=listing.name,
        name_key=listing.name_key,
        sector=kind.sector,
        kind=kind,
        group=kind.group,
        organiser=facility.organiser.name,
        address_is_exact=listing.address_precision == AddressPrecision.EXACT,
        street_line=_street_line(listing),
        postcode=listing.postcode,
        locality=listing.locality,
        commune=listing.commune,
        latitude=point[0],
        longitude=point[1],
        phone=str(listing.phone),
        email=listing.email,
        website=listing.website,
        facebook=listing.facebook,
        noindex=listing.noindex,
        description=listing.description,
        pedagogical_project=listing.pedagogical_project,
        outings=listing.outings,
        outdoor_space=listing.outdoor_space,
        rest_area=listing.rest_area,
        average_group_size=listing.average_group_size,
        ages=parts.ages,
        tariff=TariffRegime(listing.tariff) if listing.tariff else None,
        subsidy_level=listing.subsidy_level,
        capacity=facility.authorised_capacity,
        opening=parts.opening,
        availability=listing.availability,
        available_from=listing.available_from,
        # The day of an answer that says nothing is between the place and ONE.
        confirmed_on=None if listing.availability == AvailabilityStatus.UNKNOWN else listing.confirmed_on,
        free_places=parts.free_places,
        unavailable=parts.unavailable,
    )


# The rows beside a listing that `parts_of` reads, as they are prefetched.
LISTING_PARTS = ("opening_ranges", "free_places", "unavailability_periods", "groups")


def parts_of(listing: Listing) -> PublicParts:
    """The parts of one listing, from its rows."""
    return PublicParts(
        opening_of(listing), free_places_of(listing), unavailable_of(listing), ages_of(listing)
    )


def opening_of(listing: Listing) -> tuple[PublicOpening, ...]:
    """The opening hours as stated, by weekday and start."""
    return tuple(PublicOpening(row.weekday, row.start, row.end) for row in listing.opening_ranges.all())


def free_places_of(listing: Listing) -> tuple[PublicFreePlaces, ...]:
    """The free places as stated, by age band."""
    return tuple(
        PublicFreePlaces(AgeBand(row.band), row.from_day, row.places) for row in listing.free_places.all()
    )


def unavailable_of(listing: Listing) -> tuple[Period, ...]:
    """The periods without places, by first day."""
    return tuple(Period(row.first_day, row.last_day) for row in listing.unavailability_periods.all())


def ages_of(listing: Listing) -> tuple[tuple[int, int], ...]:
    """The age range of each group, in months."""
    return tuple((row.from_months, row.to_months) for row in listing.groups.all())


def _street_line(listing: Listing) -> str:
    if listing.address_precision != AddressPrecision.EXACT:
        return ""
    return street_line(listing.street, listing.house_number, listing.box)
