"""What the page of a listing says beyond its words: telephone numbers, ways there and back, JSON-LD."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.facilities import presentation
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.public import PublicListing
from portal.my import search_query


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
