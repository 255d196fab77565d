"""The results of a search as GeoJSON (RFC 7946), for other maps and programs."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from portal.facilities.access import public_listings
from portal.facilities.availability import state_on
from portal.facilities.presentation import listing_url
from portal.facilities.public import PublicListing
from portal.my.search_answer import question
from portal.my.search_place import Place
from portal.my.search_query import SearchState
from search.documents import MAX_RESULTS
from search.engines import searcher

DECIMALS = 5
CHUNK = 500


def feature_collection(
    state: SearchState, place: Place, today: date, *, base_url: str, stale_days: int
) -> Iterator[str]:
    """The pieces of one FeatureCollection: every result in the order of the list, at most `MAX_RESULTS`.

    `total` beside `features` is the exact number of results. Only what a `PublicListing` holds is in it;
    a position that is not the address itself says so (`"position": "arrondie"`).
    """
    query = replace(question(state, place, today), offset=0, size=MAX_RESULTS, facets=False, clusters=False)
    result = searcher().search(query)
    yield f'{{"type":"FeatureCollection","total":{result.total},"features":['
    separator = ""
    for start in range(0, len(result.ids), CHUNK):
        listings = public_listings(result.ids[start : start + CHUNK], today)
        for listing in listings.values():
            one = feature(listing, today, base_url=base_url, stale_days=stale_days)
            yield separator + json.dumps(one, ensure_ascii=False, separators=(",", ":"))
            separator = ","
    yield "]}"


def feature(listing: PublicListing, today: date, *, base_url: str, stale_days: int) -> dict[str, Any]:
    """A listing as a GeoJSON Feature."""
    return {
        "type": "Feature",
        "id": listing.id,
        "geometry": {
            "type": "Point",
            "coordinates": [round(listing.longitude, DECIMALS), round(listing.latitude, DECIMALS)],
        },
        "properties": properties(listing, today, base_url=base_url, stale_days=stale_days),
    }


def properties(listing: PublicListing, today: date, *, base_url: str, stale_days: int) -> dict[str, Any]:
    """What programs are told of a listing, under the names that addresses have. No telephone, no e-mail."""
    return {
        "nom": listing.name,
        "secteur": listing.sector.value,
        "type": listing.kind.value,
        "groupe": listing.group.value if listing.group else None,
        "adresse": listing.street_line or None,
        "code_postal": listing.postcode,
        "localite": listing.locality,
        "commune": listing.commune,
        "position": "exacte" if listing.address_is_exact else "arrondie",
        "tarif": listing.tariff.value if listing.tariff else None,
        "capacite": listing.capacity,
        "disponibilite": _AVAILABILITY[state_on(listing, today, stale_days)],
        "confirme_le": listing.confirmed_on.isoformat() if listing.confirmed_on else None,
        "url": base_url + listing_url(listing),
    }


_AVAILABILITY = {
    "free": "libre",
    "confirm": "a-confirmer",
    "later": "plus-tard",
    "unknown": "non-communiquee",
}
