"""Positions as integers, distances, boxes and tiles: written once, for every engine."""

import math

from search.documents import Box, Position

EARTH_RADIUS_M = 6_371_008.7714
_LAT_STEP = 180 / 2**32
_LON_STEP = 360 / 2**32
_LIMIT = 2**31
# Web mercator ends here: tiles are defined between these latitudes.
MERCATOR_LAT = 85.051128779806604
TILE_ZOOM = 20  # tile numbers are computed once at this zoom, and shifted for the others
# Cells are drawn as discs of 52 px: more of them than this would cover each other on a screen. At most
# `search.documents.MAX_CELLS`.
TARGET_CELLS = 256


def encode(lat: float, lon: float) -> Position:
    """Degrees to the integers of Elasticsearch's `geo_point`: floored to steps of 180/2³² and 360/2³²."""
    return Position(
        min(math.floor(lat / _LAT_STEP), _LIMIT - 1), min(math.floor(lon / _LON_STEP), _LIMIT - 1)
    )


def decode(position: Position) -> tuple[float, float]:
    """The integers back to degrees (latitude, longitude): the lower corner of the step."""
    return degrees(position.lat, position.lon)


def degrees(lat: int, lon: int) -> tuple[float, float]:
    """The same for a pair of integers that is no position, such as a corner of a box."""
    return lat * _LAT_STEP, lon * _LON_STEP


def encode_box(south: float, west: float, north: float, east: float) -> Box:
    """Edges of a view: minima are rounded up, maxima down, so that the box holds no point outside it."""
    return Box(
        south=math.ceil(south / _LAT_STEP),
        west=math.ceil(west / _LON_STEP),
        north=min(math.floor(north / _LAT_STEP), _LIMIT - 1),
        east=min(math.floor(east / _LON_STEP), _LIMIT - 1),
    )


def unit_vector(position: Position) -> tuple[float, float, float]:
    """The position on the unit sphere. Computed once per listing and per query, and only here."""
    lat, lon = decode(position)
    phi, lam = math.radians(lat), math.radians(lon)
    cos_phi = math.cos(phi)
    return cos_phi * math.cos(lam), cos_phi * math.sin(lam), math.sin(phi)


def chord_squared(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    """The square of the straight line between two unit vectors: four times what haversine takes the root of.

    What is nearer is decided on this number: it takes only differences, products and sums, in this order,
    which every IEEE machine and numpy compute to the same bit, whereas sines and arcsines may differ.
    """
    dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    return dx * dx + dy * dy + dz * dz


def reach(radius_m: float) -> float:
    """The largest `chord_squared` of what lies within a radius, its circle included."""
    return 4 * math.sin(min(radius_m / (2 * EARTH_RADIUS_M), math.pi / 2)) ** 2


def length_m(chord: float) -> float:
    """Metres along the sphere of a `chord_squared`."""
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord) / 2))


def distance_m(a: Position, b: Position) -> float:
    """Haversine on a sphere of `EARTH_RADIUS_M`, in metres."""
    return length_m(chord_squared(unit_vector(a), unit_vector(b)))


def tile(position: Position, zoom: int = TILE_ZOOM) -> tuple[int, int]:
    """The web-mercator tile (x, y) that holds a position. Zooms below 20 are shifts of the one at 20."""
    lat, lon = decode(position)
    size = 1 << TILE_ZOOM
    x = math.floor((lon + 180.0) / 360.0 * size)
    sin = math.sin(math.radians(max(-MERCATOR_LAT, min(MERCATOR_LAT, lat))))
    y = math.floor((0.5 - math.log((1 + sin) / (1 - sin)) / (4 * math.pi)) * size)
    shift = TILE_ZOOM - zoom
    return min(max(x, 0), size - 1) >> shift, min(max(y, 0), size - 1) >> shift


def _spread(number: int) -> int:
    return sum((number >> bit & 1) << (2 * bit) for bit in range(TILE_ZOOM // 2))


# Half of a tile number with a zero between each two bits: two look-ups spread a whole one.
SPREAD = [_spread(half) for half in range(1 << TILE_ZOOM // 2)]


def interleave(x: int, y: int) -> int:
    """The Z-order number of a tile: the bits of y and x taken in turn, so that tiles of any zoom are runs."""
    return SPREAD[x >> 10] << 20 | SPREAD[x & 1023] | SPREAD[y >> 10] << 21 | SPREAD[y & 1023] << 1


def separate(z_order: int) -> tuple[int, int]:
    """The tile (x, y) of a Z-order number, of any zoom up to 20."""
    return _gathered(z_order), _gathered(z_order >> 1)


def _gathered(number: int) -> int:
    return sum((number >> 2 * bit & 1) << bit for bit in range(TILE_ZOOM))


def cluster_zoom(view: Box | None) -> int:
    """The deepest zoom at which a view crosses at most `TARGET_CELLS` tiles. Never read from a URL."""
    if view is None:
        return 4
    west, north = tile(Position(view.north, view.west))
    east, south = tile(Position(view.south, view.east))
    for zoom in range(TILE_ZOOM, 0, -1):
        shift = TILE_ZOOM - zoom
        columns = (east >> shift) - (west >> shift) + 1
        rows = (south >> shift) - (north >> shift) + 1
        if columns * rows <= TARGET_CELLS:
            return zoom
    return 0
