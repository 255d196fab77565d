"""The backdrop of the map, made of the boundaries and of the gazetteer's names: one small file.

`manage.py map_backdrop` writes it when the data change; it is committed (`site/assets/map/backdrop.json`) and
drawn by `site/assets/js/backdrop.js`. What it holds:

* `land`: the rings of Belgium; `provinces`, `cantons` (of Wallonia and Brussels), `abroad`: lines, each
  border once. All are encoded polylines: deltas of latitude and longitude in steps of 1/`PRECISION` degree,
  five bits a character, as Google's format has them (a third of the same as JSON numbers);
* `labels`: `[name, lat, lon, zoom, rank]`, `zoom` being the first at which the name is shown, `rank` 0 for
  a village, 1 for a town;
* `regions`: `[name, lat, lon, first zoom, last zoom]` for the provinces of Wallonia.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from search.gazetteer.names import key
from search.gazetteer.places import Place, Region

BOUNDARIES = Path(__file__).parent / "data" / "boundaries"
PRECISION = 10_000

# Zooms of the labels: below, the country is a stamp; from the last on, everything has room.
ZOOMS = range(7, 14)
REGION_ZOOMS = range(8, 11)
_TOWN = 15_000  # inhabitants
# Inhabitants that a place needs to be named at a zoom, however much room there is.
_AT_LEAST = {7: 60_000, 8: 25_000, 9: 8_000, 10: 2_500, 11: 800}
# Places of this weight are named before the provinces; the others take the room that these leave.
_CITY = 40_000
# Flanders is drawn, and named by its larger communes only: there is nothing of ours to look for.
_FLEMISH_TOWN = 10_000
# Room that a label takes on the screen, in pixels: its letters, and air around it.
_LETTER, _HEIGHT = 7.5, 18
_AIR_X, _AIR_Y = 20, 22

Coordinates = list[tuple[float, float]]  # (longitude, latitude)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def backdrop(places: Sequence[Place]) -> dict[str, Any]:
    """All that the map draws behind the results, ready for `json.dumps`."""
    provinces = _Topology("be_provinces_ngi")
    cantons = _Topology("cantons_fwb_ngi")
    abroad = _Topology("neighbours_ne10m")
    outline, inner = provinces.outer_and_inner()
    room = _Room()
    ranked = sorted(_named_on_map(places), key=lambda place: (-place.weight, place.match.label))
    cities = [_label(place, room) for place in ranked if place.weight >= _CITY]
    regions = list(_region_labels(provinces, room))
    return {
        "precision": PRECISION,
        "land": [_encoded(ring) for ring in _rings(outline)],
        "provinces": [_encoded(line) for line in inner],
        "cantons": [_encoded(line) for line in cantons.inner_lines("prov")],
        "abroad": [_encoded(line) for line in abroad.lines_without("name", "Belgium")],
        "regions": regions,
        "labels": cities + [_label(place, room) for place in ranked if place.weight < _CITY],
    }


class _Topology:
    """One TopoJSON file with one collection: its arcs in degrees, and who uses them."""

    def __init__(self, name: str) -> None:
        content = json.loads((BOUNDARIES / f"{name}.topo.json").read_text(encoding="utf-8"))
        (collection,) = content["objects"].values()
        self.shapes: list[dict[str, Any]] = collection["geometries"]
        (step_x, step_y), (left, bottom) = content["transform"]["scale"], content["transform"]["translate"]
        self.arcs: list[Coordinates] = []
        for arc in content["arcs"]:
            x = y = 0
            line: Coordinates = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append((left + x * step_x, bottom + y * step_y))
            self.arcs.append(line)

    def users(self) -> dict[int, list[dict[str, Any]]]:
        """Arc → the properties of the shapes that it bounds."""
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for shape in self.shapes:
            for arc in _flat(shape["arcs"]):
                found[arc if arc >= 0 else ~arc].append(shape["properties"])
        return found

    def outer_and_inner(self) -> tuple[list[Coordinates], list[Coordinates]]:
        """The arcs around all shapes together, and those between two of them."""
        users = self.users()
        return (
            [self.arcs[arc] for arc, shapes in sorted(users.items()) if len(shapes) == 1],
            [self.arcs[arc] for arc, shapes in sorted(users.items()) if len(shapes) > 1],
        )

    def inner_lines(self, within: str) -> list[Coordinates]:
        """The arcs between two shapes that have the same value of a property."""
        return [
            self.arcs[arc]
            for arc, shapes in sorted(self.users().items())
            if len(shapes) == 2 and shapes[0][within] == shapes[1][within]
        ]

    def lines_without(self, property_name: str, value: str) -> list[Coordinates]:
        """The arcs that do not bound a certain shape, without the straight edges at which the map was cut."""
        lines = [
            self.arcs[arc]
            for arc, shapes in sorted(self.users().items())
            if all(shape[property_name] != value for shape in shapes)
        ]
        longitudes = [x for line in self.arcs for x, _ in line]
        latitudes = [y for line in self.arcs for _, y in line]
        edges = (min(longitudes), max(longitudes), min(latitudes), max(latitudes))
        return [part for line in lines for part in _cut_at_edges(line, edges)]


def _flat(arcs: Any) -> Iterator[int]:
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _flat(item)


def _cut_at_edges(line: Coordinates, edges: tuple[float, float, float, float]) -> Iterator[Coordinates]:
    west, east, south, north = edges

    def on_edge(a: tuple[float, float], b: tuple[float, float]) -> bool:
        return any(
            math.isclose(a[axis], side, abs_tol=1e-3) and math.isclose(b[axis], side, abs_tol=1e-3)
            for axis, side in ((0, west), (0, east), (1, south), (1, north))
        )

    part = line[:1]
    for a, b in pairwise(line):
        if on_edge(a, b):
            if len(part) > 1:
                yield part
            part = [b]
        else:
            part.append(b)
    if len(part) > 1:
        yield part


def _rings(lines: Iterable[Coordinates]) -> list[Coordinates]:
    """Closed rings from lines that meet at their ends, the largest first."""
    rings: list[Coordinates] = []
    loose = [list(line) for line in lines]
    while loose:
        ring = loose.pop()
        while ring[0] != ring[-1]:
            follower = next(line for line in loose if ring[-1] in (line[0], line[-1]))
            loose.remove(follower)
            ring += (follower if follower[0] == ring[-1] else follower[::-1])[1:]
        rings.append(ring)
    return sorted(rings, key=len, reverse=True)


def _encoded(line: Coordinates) -> str:
    """A line as an encoded polyline, latitude first; points that fall together are one."""
    text: list[str] = []
    last = (0, 0)
    for number, (lon, lat) in enumerate(line):
        point = (round(lat * PRECISION), round(lon * PRECISION))
        if point == last and number:
            continue
        text.extend(_encoded_number(now - before) for now, before in zip(point, last, strict=True))
        last = point
    return "".join(text)


def _encoded_number(value: int) -> str:
    value = ~(value << 1) if value < 0 else value << 1
    characters = []
    while value >= 0x20:
        characters.append(chr((0x20 | (value & 0x1F)) + 63))
        value >>= 5
    characters.append(chr(value + 63))
    return "".join(characters)


_PROVINCES = {
    "20002": "Brabant wallon", "50000": "Hainaut", "60000": "Liège", "80000": "Luxembourg", "90000": "Namur",
}  # fmt: skip
# Where a province's name may stand: degrees from its middle, the nearest first.
_SHIFTS = sorted(
    ((x / 50, y / 50) for x in range(-9, 10) for y in range(-6, 7)), key=lambda shift: math.hypot(*shift)
)


class _Room:
    """What labels have taken of the map, zoom by zoom."""

    def __init__(self) -> None:
        self._taken: dict[int, list[_Box]] = {zoom: [] for zoom in ZOOMS}

    def free(self, name: str, lat: float, lon: float, zoom: int) -> bool:
        box = _box(name, lat, lon, zoom)
        return not any(box.meets(other) for other in self._taken[zoom])

    def take(self, name: str, lat: float, lon: float, zooms: Iterable[int]) -> None:
        for zoom in zooms:
            self._taken[zoom].append(_box(name, lat, lon, zoom))


def _region_labels(provinces: _Topology, room: _Room) -> Iterator[list[Any]]:
    """The provinces of Wallonia near their middle, where most zooms have room for them."""
    for shape in provinces.shapes:
        name = _PROVINCES.get(shape["properties"]["prov"])
        if name is None:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        outlines = [
            _rings([provinces.arcs[arc if arc >= 0 else ~arc] for arc in polygon[0]])[0]
            for polygon in polygons
        ]
        x, y = _centre(max(outlines, key=len))
        spots = [(round(y + dy, 3), round(x + dx, 3)) for dx, dy in _SHIFTS]
        free = {spot: [zoom for zoom in REGION_ZOOMS if room.free(name, *spot, zoom)] for spot in spots}
        (lat, lon), zooms = max(free.items(), key=lambda item: len(item[1]))
        if zooms:
            room.take(name, lat, lon, zooms)
            yield [name, lat, lon, zooms[0], zooms[-1]]


def _centre(ring: Coordinates) -> tuple[float, float]:
    """The centroid of a ring."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return x / (3 * area), y / (3 * area)


def _label(place: Place, room: _Room) -> list[Any]:
    """A name from the first zoom on at which it has room, there and at all deeper ones."""
    match = place.match
    # Once shown, a name stays while one zooms in.
    zoom = ZOOMS.stop
    while (
        zoom > ZOOMS.start
        and place.population >= _AT_LEAST.get(zoom - 1, 0)
        and room.free(match.name, match.lat, match.lon, zoom - 1)
    ):
        zoom -= 1
    room.take(match.name, match.lat, match.lon, range(zoom, ZOOMS.stop))
    return [match.name, round(match.lat, 3), round(match.lon, 3), zoom, int(place.population >= _TOWN)]


def _named_on_map(places: Sequence[Place]) -> Iterator[Place]:
    """Every village of Wallonia and Brussels once, and the larger communes of Flanders.

    Communes that merged under a new name have villages to show and no place of their own.
    """
    villages = Counter((p.nis, key(p.names[0])) for p in places if p.match.kind == "locality")
    seen: set[tuple[float, float]] = set()
    ranked = sorted(
        (place for place in places if place.match.kind != "postcode"),
        key=lambda place: (place.match.kind != "commune", len(place.names[0])),
    )
    for place in ranked:
        flemish = place.region is Region.FLANDERS
        if flemish and (place.match.kind != "commune" or place.population < _FLEMISH_TOWN):
            continue
        if place.match.kind == "commune" and not villages[place.nis, key(place.names[0])]:
            continue
        point = (round(place.match.lat, 3), round(place.match.lon, 3))
        if point not in seen:
            seen.add(point)
            yield place


def _box(name: str, lat: float, lon: float, zoom: int) -> _Box:
    """The room that a label takes at a zoom, in pixels of the whole map."""
    size = 256 * 2**zoom
    x = (lon + 180) / 360 * size
    sin = math.sin(math.radians(lat))
    y = (0.5 - math.log((1 + sin) / (1 - sin)) / (4 * math.pi)) * size
    half_width, half_height = (len(name) * _LETTER + _AIR_X) / 2, (_HEIGHT + _AIR_Y) / 2
    return _Box(x - half_width, y - half_height, x + half_width, y + half_height)
