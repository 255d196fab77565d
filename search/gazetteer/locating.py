"""What somebody typed, as one point to search around: a place, or a street address."""

from dataclasses import dataclass
from typing import Literal

from search.gazetteer.addresses import locality_in, looks_like_address
from search.gazetteer.geocoder import GeocoderFailed, Point, configured
from search.gazetteer.index import current
from search.gazetteer.places import Match, Place, Region
from search.gazetteer.resolving import resolve
from search.geo import distance_m, encode

Precision = Literal["address", "locality", "none"]

# Belgium, roughly; near its edges, the nearest locality decides.
_LATITUDES = (49.49, 51.51)
_LONGITUDES = (2.54, 6.41)
_NEAR_A_LOCALITY_M = 6_000
# An address lies in the locality it names: further off, the geocoder has found another one.
_IN_ITS_LOCALITY_M = 25_000
# On foot, by bicycle or a few minutes by car; in Brussels, as far as one goes with a pushchair.
_ADDRESS_RADIUS = 5_000
_BRUSSELS_ADDRESS_RADIUS = 2_000


@dataclass(frozen=True, slots=True)
class Location:
    """Where to search. `lat` and `lon` are rounded to 3 decimals (some 100 m) and None for precision "none".

    `match` is the place meant, or the one that an address lies in. `label` is its label: it never holds a
    street, and so never a number. `note` says in French what a parent should know of how the text was
    understood; empty where there is nothing to say.
    """

    match: Match | None
    lat: float | None
    lon: float | None
    radius_m: int
    label: str
    precision: Precision
    note: str


def locate(text: str) -> Location:
    """The point that a text means.

    The name of a place is looked up here; a street address goes to the geocoder, if one is configured. If it
    fails, does not know the address or takes too long, the locality in the text is used, and `note` says so.
    """
    if looks_like_address(text):
        return _locate_address(text)
    matches = resolve(text, limit=1)
    if matches:
        return _at(matches[0], note="")
    place = locality_in(text)
    if place is None:
        unknown = "Nous n’avons pas reconnu ce lieu. Essayez un code postal ou le nom d’une commune."
        return _nowhere(unknown if text.strip() else "")
    return _at(place.match, note=f"Nous avons cherché autour de {place.match.name}.")


def _locate_address(text: str) -> Location:
    named = locality_in(text)
    point = _geocoded(text, named)
    if point is not None:
        place = named or _nearest(point)
        if place is not None:
            brussels = place.region is Region.BRUSSELS
            return Location(
                match=place.match,
                lat=round(point.lat, 3),
                lon=round(point.lon, 3),
                radius_m=_BRUSSELS_ADDRESS_RADIUS if brussels else _ADDRESS_RADIUS,
                label=place.match.label,
                precision="address",
                note="",
            )
    if named is None:
        return _nowhere("Nous n’avons pas pu situer cette adresse. Ajoutez le code postal ou la commune.")
    return _at(
        named.match,
        note=f"Nous n’avons pas pu situer cette adresse : la recherche part de {named.match.name}.",
    )


def _geocoded(text: str, named: Place | None) -> Point | None:
    """The geocoder's point, if it is believable: in Belgium, and in the locality that the text names."""
    geocoder = configured()
    if geocoder is None:
        return None
    try:
        point = geocoder.geocode(text)
    except GeocoderFailed:
        return None
    if point is None or not _in_belgium(point):
        return None
    if named is not None and _distance_m(point, named) > _IN_ITS_LOCALITY_M:
        return None
    return point


def _in_belgium(point: Point) -> bool:
    south, north = _LATITUDES
    west, east = _LONGITUDES
    if not (south <= point.lat <= north and west <= point.lon <= east):
        return False
    nearest = _nearest(point)
    return nearest is not None and _distance_m(point, nearest) <= _NEAR_A_LOCALITY_M


def _nearest(point: Point) -> Place | None:
    """The locality nearest to a point."""
    localities = (place for place in current().places if place.match.kind == "locality")
    return min(
        localities,
        # A degree of longitude is 0.63 of one of latitude here: good enough to compare neighbours.
        key=lambda p: (p.match.lat - point.lat) ** 2 + (0.63 * (p.match.lon - point.lon)) ** 2,
        default=None,
    )


def _distance_m(point: Point, place: Place) -> float:
    return distance_m(encode(point.lat, point.lon), encode(place.match.lat, place.match.lon))


def _at(match: Match, note: str) -> Location:
    return Location(
        match, round(match.lat, 3), round(match.lon, 3), match.radius_m, match.label, "locality", note
    )


def _nowhere(note: str) -> Location:
    return Location(None, None, None, 0, "", "none", note)
