"""Postal addresses: which places a postcode has, and where an address stands."""

from dataclasses import replace

from search.gazetteer.geocoder import GeocoderFailed, Point, configured
from search.gazetteer.index import current
from search.gazetteer.names import key
from search.gazetteer.places import Match, Place
from search.geo import distance_m, encode

# An address stands near one of its postcode's places: the widest postcodes reach some 7 km beyond their last
# one's point.
FAR_M = 8_000
_KINDS = ("locality", "postcode", "commune")


def place_under(postcode: str, name: str) -> Match | None:
    """The place of that name under that postcode, in any language: a locality, or the commune as a whole.

    None where the postcode does not exist, or has no such place.
    """
    wanted = key(name)
    found = [place for place in _places(postcode) if wanted in _keys(place)]
    return min(found, key=lambda place: _KINDS.index(place.match.kind)).match if found else None


def names_under(postcode: str) -> tuple[str, ...]:
    """The French names of a postcode's places, its localities last; empty where there is no such postcode."""
    places = sorted(_places(postcode), key=lambda place: place.match.kind == "locality")
    return tuple(dict.fromkeys(place.match.name for place in places))


def metres_from(postcode: str, lat: float, lon: float) -> float:
    """How far a point is from the nearest place of a postcode; infinite where there is no such postcode."""
    at = encode(lat, lon)
    away = (distance_m(at, encode(place.match.lat, place.match.lon)) for place in _places(postcode))
    return min(away, default=float("inf"))


def point_of_address(address: str, postcode: str) -> Point | None:
    """The geocoder's point of an address, if there is a geocoder, and if it is believable: near its postcode.

    Nothing of the address is logged.
    """
    geocoder = configured()
    if geocoder is None:
        return None
    try:
        point = geocoder.geocode(address)
    except GeocoderFailed:
        return None
    if point is None or metres_from(postcode, point.lat, point.lon) > FAR_M:
        return None
    return point


def _places(postcode: str) -> list[Place]:
    index = current()
    rows = index.postcode(postcode)
    communes = {row.nis for row in rows}
    others = [p for p in index.places if p.match.postcode == postcode and p.match.kind != "postcode"]
    # A commune has one postcode in the table, and is a right name under each of its own.
    whole = [p for p in index.places if p.match.kind == "commune" and p.nis in communes]
    return rows + [p for p in others if p.nis in communes] + [_under(p, rows) for p in whole]


def _under(commune: Place, rows: list[Place]) -> Place:
    """The commune as written with one of its postcodes: it stands where that postcode does."""
    row = next(row.match for row in rows if row.nis == commune.nis)
    match = replace(commune.match, postcode=row.postcode, lat=row.lat, lon=row.lon, label=row.label)
    return replace(commune, match=match)


def _keys(place: Place) -> set[str]:
    return {key(name) for name in place.names}
