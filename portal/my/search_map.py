"""What the map draws, as plain JSON: circles for many places, a marker for one.

Degrees have five decimals (about a metre); a spot of the map is told by the engines' integers, so that it
comes back exactly. All positions are public ones.
"""

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from portal.facilities import words
from portal.facilities.presentation import ListingCard
from portal.my import search_answer
from portal.my.cards import shelf
from portal.my.search_answer import Answer
from portal.my.search_place import Place
from portal.my.search_query import SearchState
from search import geo
from search.documents import Box, Cluster, Position

DECIMALS = 5
# Places told of one spot: more at one address than a person reads in a small window.
MAX_LISTED = 50
_LIMIT = 2**31


def marks(found: Answer) -> dict[str, Any]:
    """`{"clusters": […], "places": […], "circle": … | null}`.

    A cluster: `n` places, `free` of them free now, `lat`/`lon` its centre, `box` = `[south, west, north,
    east]` in the engines' integers and `bounds` the same in degrees. A place: what a marker and its card
    say, with the same `box`. The circle is the radius that limits the answer, where one does.
    """
    alone = shelf.cards([c.first_id for c in found.clusters if c.count == 1], found.today)
    return {
        "clusters": [cluster(c) for c in found.clusters if c.count > 1],
        "places": [
            place_mark(alone[c.first_id]) | {"box": _box(c)} for c in found.clusters if c.first_id in alone
        ],
        "circle": _circle(found),
    }


def cluster(c: Cluster) -> dict[str, Any]:
    """One cluster, with its decoded centre."""
    lat, lon = geo.decode(centre(c))
    south, west = geo.decode(Position(c.lat_min, c.lon_min))
    north, east = geo.decode(Position(c.lat_max, c.lon_max))
    return {
        "n": c.count,
        "free": c.free,
        "lat": round(lat, DECIMALS),
        "lon": round(lon, DECIMALS),
        "box": _box(c),
        "bounds": [round(edge, DECIMALS) for edge in (south, west, north, east)],
        "label": cluster_words(c.count, c.free),
    }


def centre(c: Cluster) -> Position:
    """The centroid of a cluster, by integer division."""
    return Position(c.lat_sum // c.count, c.lon_sum // c.count)


def _box(c: Cluster) -> list[int]:
    return [c.lat_min, c.lon_min, c.lat_max, c.lon_max]


def cluster_words(count: int, free: int) -> str:
    """The accessible name of a cluster: all that its disc shows, and that it opens."""
    places = words.count(count, "lieu", "lieux")
    told = {0: "aucun libre maintenant", 1: "1 libre maintenant"}.get(free, f"{free} libres maintenant")
    return f"{places}, {told}. Ouvrir ce groupe"


def place_mark(card: ListingCard) -> dict[str, Any]:
    return {
        "id": card.id,
        "lat": round(card.latitude, DECIMALS),
        "lon": round(card.longitude, DECIMALS),
        "state": card.state,
        "title": card.title,
        "about": f"{card.kind_label} · {card.where}",
        "words": card.state_words,
        "fresh": card.freshness,
        "url": card.url,
    }


def _circle(found: Answer) -> dict[str, Any] | None:
    radius = found.state.radius or found.place.radius
    if found.state.box or found.place.latitude is None or radius is None:
        return None
    return {"lat": found.place.latitude, "lon": found.place.longitude, "radius": radius}


def spot(text: str) -> Box | None:
    """A cluster's `box` as a script sends it back: four integers of 32 bits, or None."""
    parts = text[:60].split(",")
    if len(parts) != 4:
        return None
    try:
        south, west, north, east = (int(part) for part in parts)
    except ValueError:
        return None
    if not all(-_LIMIT <= number < _LIMIT for number in (south, west, north, east)):
        return None
    return Box(south=south, west=west, north=north, east=east) if south <= north and west <= east else None


def listed(state: SearchState, place: Place, today: date, box: Box) -> dict[str, Any]:
    """`{"total": …, "html": …}`: the places of one spot as a short list."""
    total, hits = search_answer.within(state.at_page(1), place, today, box, MAX_LISTED)
    context = {"hits": hits, "total": total, "more": total - len(hits)}
    return {"total": total, "html": render_to_string("my/search/spot.html", context)}
