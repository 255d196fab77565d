"""The place of a search: what was typed, resolved, and kept free of street numbers.

A typed place gives the point that distances are measured from and the view around it. A street address is
looked up once: its number goes no further than that look-up, and the URL keeps the street, the locality
and the position to three decimals.
"""

import math
from dataclasses import dataclass, replace

from portal.my import search_values as values
from portal.my.search_query import MAX_RADIUS_M, MIN_RADIUS_M, REGION, SearchState
from search import gazetteer, geo
from search.analysis import fold
from search.documents import Box, Near
from search.gazetteer import Location, Match

# Around a point that a URL gives without saying how far.
POINT_RADIUS_M = 5_000
# Two places of one name nearer than this are one place to a parent: a commune and its chief locality.
SAME_PLACE_M = 5_000
METRES_A_DEGREE = math.pi * geo.EARTH_RADIUS_M / 180
MAX_OTHERS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search looks.

    `name` is what a sentence calls it ("Namur"). `known` is False where something was typed that nothing
    is known of. `others` are the labels of places of the same name or, where the place is unknown, of
    those that were perhaps meant. `note` says what the answer rests on when that is not what was typed.
    """

    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius: int | None = None
    known: bool = True
    note: str = ""
    others: tuple[str, ...] = ()


def settle(state: SearchState) -> tuple[SearchState, Place]:
    """The state as it may stand in a URL, and its place. A settled state settles to itself.

    Where the returned state differs from the one given, a view redirects to it: an address has become its
    position, a text the locality in it, or a street number is gone.
    """
    if state.point is not None:
        return replace(state, place=_for_url(state.place)), _point_of(state.place, state.point)
    if not state.place:
        return state, Place()
    location = gazetteer.locate(state.place)
    match = location.match
    if match is None or location.lat is None or location.lon is None:
        place = Place(name=state.place, known=False, others=_perhaps(state.place))
        return replace(state, place=_for_url(state.place)), place
    if location.precision == "address":
        settled = _address(state, location, (location.lat, location.lon))
        return settled, _point_of(settled.place, (location.lat, location.lon))
    place = Place(
        name=match.name,
        latitude=location.lat,
        longitude=location.lon,
        radius=_bounded(location.radius_m),
        others=_homonyms(state.place, match),
        note=approximate_note(match.name) if state.approximate or location.note else "",
    )
    if location.note:
        return replace(state, place=match.label, approximate=True), place
    return replace(state, place=_for_url(state.place)), place


def approximate_note(name: str) -> str:
    return (
        "Nous n’avons pas trouvé exactement ce que vous avez écrit\u00a0: "
        f"voici les lieux autour de «\u00a0{name}\u00a0»."
    )


def frame(state: SearchState, place: Place) -> tuple[Near | None, Box]:
    """The point to measure from and the view, in the integers of the engines.

    Without a box in the URL the view lies around the place, and the radius limits it; without a place it
    is the whole region.
    """
    near = None
    if place.latitude is not None and place.longitude is not None:
        radius = None if state.box else state.radius or place.radius
        near = Near(geo.encode(place.latitude, place.longitude), radius)
    west, south, east, north = view_degrees(state, place)
    return near, geo.encode_box(south=south, west=west, north=north, east=east)


def view_degrees(state: SearchState, place: Place) -> values.Bounds:
    """The view as (west, south, east, north), in degrees."""
    if state.box:
        return state.box
    if place.latitude is None or place.longitude is None:
        return REGION
    height = (state.radius or place.radius or POINT_RADIUS_M) / METRES_A_DEGREE
    width = height / math.cos(math.radians(place.latitude))
    return (
        place.longitude - width,
        place.latitude - height,
        place.longitude + width,
        place.latitude + height,
    )


def _for_url(typed: str) -> str:
    """What was typed without numbers of houses. Digits alone name no street: they stay, known or not."""
    if not any(char.isalpha() for char in typed):
        return typed
    return values.text(gazetteer.strip_house_number(typed))


def _point_of(name: str, point: tuple[float, float]) -> Place:
    return Place(name=name, latitude=point[0], longitude=point[1], radius=POINT_RADIUS_M)


def _address(state: SearchState, location: Location, point: tuple[float, float]) -> SearchState:
    """The state of a street address: its street and locality, and its position."""
    return replace(
        state,
        place=_for_url(state.place),
        point=(round(point[0], values.DECIMALS), round(point[1], values.DECIMALS)),
        approximate=False,
        radius=None if state.box else state.radius or _bounded(location.radius_m),
    )


def _bounded(radius_m: int) -> int:
    return max(MIN_RADIUS_M, min(int(radius_m), MAX_RADIUS_M))


def _perhaps(typed: str) -> tuple[str, ...]:
    return _labels(gazetteer.resolve(typed, limit=MAX_OTHERS))


def _homonyms(typed: str, best: Match | None) -> tuple[str, ...]:
    """Places elsewhere that bear the name as it was typed. None where the text says which one is meant."""
    if best is None or fold(typed) != fold(best.name):
        return ()
    here = geo.encode(best.lat, best.lon)
    named = [match for match in gazetteer.resolve(typed, limit=50) if fold(match.name) == fold(typed)]
    elsewhere = [m for m in named if geo.distance_m(here, geo.encode(m.lat, m.lon)) > SAME_PLACE_M]
    return _labels(elsewhere)


def _labels(matches: list[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.label for match in matches))[:MAX_OTHERS]
