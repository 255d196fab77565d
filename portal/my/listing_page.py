"""What the page of a listing says beyond its card: hours, places by age, periods, ways back and there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import phonenumbers
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.facilities.availability import AvailabilityState, first_free_day, state_on
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.public import PublicListing
from portal.my import presentation, search_query, words
from search.documents import AgeBand as StatedBand


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the table of hours."""

    weekday: str  # "Lundi"
    stretches: tuple[str, ...]  # ("7 h 30 – 12 h", "13 h – 18 h"); empty: closed
    is_today: bool


def week(listing: PublicListing, today: date) -> tuple[DayHours, ...]:
    """Monday to Sunday; empty where no hours are stated."""
    if not listing.opening:
        return ()
    return tuple(
        DayHours(
            weekday=name.capitalize(),
            stretches=tuple(
                f"{words.hour(stretch.start)}{words.NBSP}– {words.hour(stretch.end)}"
                for stretch in listing.opening
                if stretch.weekday == weekday
            ),
            is_today=weekday == today.weekday(),
        )
        for weekday, name in enumerate(words.WEEKDAYS)
    )


@dataclass(frozen=True, slots=True)
class AgePlaces:
    """Places stated for one age band, and from when."""

    ages: str  # "Moins de 1 an"
    places: str  # "2 places"
    when: str  # "maintenant", "à partir du 1er mars 2027"
    state: AvailabilityState


def places_by_age(listing: PublicListing, today: date) -> tuple[AgePlaces, ...]:
    """The stated bands that still say something today."""
    return tuple(_places_by_age(listing, today))


def _places_by_age(listing: PublicListing, today: date) -> Iterator[AgePlaces]:
    for free in listing.free_places:
        band = StatedBand(int(free.band))
        state = state_on(listing, today, settings.SEARCH_STALE_DAYS, band)
        day = first_free_day(listing, today, band)
        if state == AvailabilityState.UNKNOWN or day is None:
            continue
        if state == AvailabilityState.LATER:
            when = f"à partir du {words.long_date(day)}"
        else:
            when = "à confirmer" if state == AvailabilityState.CONFIRM else "maintenant"
        yield AgePlaces(str(free.band.label), words.count(free.places, "place", "places"), when, state)


def coming_unavailability(listing: PublicListing, today: date) -> tuple[str, ...]:
    """The periods without places that are not over, in words."""
    return tuple(
        words.period(stated.first, stated.last)
        for stated in listing.unavailable
        if stated.last is None or stated.last >= today
    )


def phone_words(number: str) -> str:
    """A number in E.164 as people dial it from Belgium: `081 00 00 00`, or with its country code."""
    parsed = phonenumbers.parse(number, "BE")
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 32
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, form).replace(" ", words.NBSP)


def map_link(listing: PublicListing) -> str:
    """OpenStreetMap's directions to an exact address, or its map of the neighbourhood. Only a link: nothing
    of it is loaded by our pages."""
    at = f"{listing.latitude:.5f}", f"{listing.longitude:.5f}"
    if listing.address_is_exact:
        return f"https://www.openstreetmap.org/directions?{urlencode({'to': ','.join(at)})}"
    return f"https://www.openstreetmap.org/#map=14/{'/'.join(at)}"


@dataclass(frozen=True, slots=True)
class WayBack:
    """The link of the breadcrumb."""

    url: str
    words: str


def way_back(request: HttpRequest, listing: PublicListing, today: date) -> WayBack:
    """To the search that the visitor comes from, else to the places around this one.

    The search is read from the `Referer`, so that the listing's own address stays short and tells nobody
    where its visitor searched. Only our own search page counts, and only what its parameters mean.
    """
    search_url = reverse("my:search")
    scheme, _, rest = request.headers.get("Referer", "").partition("://")
    address, _, query = rest.partition("?")
    if scheme in ("http", "https") and address == f"{request.get_host()}{search_url}":
        state = search_query.read(query.partition("#")[0], today)
        name = f"Résultats autour de {state.place}" if state.place and not state.box else "Résultats"
        return WayBack(f"{search_url}?{state.query_string()}".removesuffix("?"), name)
    around = {"q": f"{listing.postcode} {listing.locality}", "secteur": listing.sector.value}
    return WayBack(f"{search_url}?{urlencode(around)}", f"Lieux autour de {listing.locality}")


_SCHEMA_TYPES = {
    Sector.EARLY_CHILDHOOD: "ChildCare",
    Sector.LEISURE: "ChildCare",
    Sector.SUPPORT: "MedicalClinic",
}
_SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def structured_data(listing: PublicListing) -> dict[str, Any]:
    """The listing as schema.org data (JSON-LD). A rounded address gives its locality, and no point."""
    url = f"{settings.BASE_URL}{presentation.listing_url(listing)}"
    is_homework_school = listing.kind == FacilityKind.HOMEWORK_SCHOOL
    address = {
        "@type": "PostalAddress",
        "streetAddress": listing.street_line,
        "postalCode": listing.postcode,
        "addressLocality": listing.locality,
        "addressCountry": "BE",
    }
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationalOrganization" if is_homework_school else _SCHEMA_TYPES[listing.sector],
        "@id": url,
        "url": url,
        "name": listing.name,
        "description": listing.description,
        "telephone": listing.phone,
        "email": listing.email,
        "sameAs": [link for link in (listing.website, listing.facebook) if link],
        "address": {name: value for name, value in address.items() if value},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{_SCHEMA_DAYS[stretch.weekday]}",
                "opens": _clock(stretch.start),
                "closes": _clock(min(stretch.end, 1439)),
            }
            for stretch in listing.opening
        ],
        "maximumAttendeeCapacity": listing.capacity,
    }
    if listing.address_is_exact:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": listing.latitude,
            "longitude": listing.longitude,
        }
    return {name: value for name, value in data.items() if value}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
