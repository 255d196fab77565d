"""Where to look: the runs of rows that a box touches, thanks to the Z-order."""

import math

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.documents import Box, Near, Position

# A box is looked up as at most so many tiles: fewer look at more rows, more take longer to list.
MAX_TILES = 32
_SIZE = 1 << geo.TILE_ZOOM
_POLE = 2**31 - 1


# The table that `geo.interleave` uses, for many numbers at once.
_SPREAD = np.array(geo.SPREAD, np.int64)
# The way back: pairs of bits move together, then fours, eights, sixteens.
_GATHERING = ((1, 0x3333333333), (2, 0x0F0F0F0F0F), (4, 0xFF00FF00FF), (8, 0xFF0000FFFF), (16, 0xFFFFFFFF))


def _spread(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return _SPREAD[numbers >> 10] << 20 | _SPREAD[numbers & 1023]


def separate(z_order: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The tiles (x, y) of Z-order numbers, of any zoom up to 20."""
    return _every_second_bit(z_order), _every_second_bit(z_order >> 1)


def _every_second_bit(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    gathered = numbers & 0x5555555555
    for distance, mask in _GATHERING:
        gathered = (gathered | gathered >> distance) & mask
    return gathered


def circle_box(near: Near) -> Box:
    """A box that holds the circle, and a little more: all longitudes near a pole or the date line."""
    lat, _ = geo.decode(near.position)
    angle = (near.radius or 0) / geo.EARTH_RADIUS_M + 1e-8
    height = math.ceil(math.degrees(angle) / 180 * 2**32)
    south, north = max(near.position.lat - height, -_POLE - 1), min(near.position.lat + height, _POLE)
    # The meridian touches the circle where sin(difference) = sin(angle) / cos(latitude).
    widest = math.sin(min(angle, math.pi / 2)) / max(math.cos(math.radians(lat)), 1e-9)
    if widest < 1:
        width = math.ceil(math.degrees(math.asin(widest)) / 360 * 2**32)
        west, east = near.position.lon - width, near.position.lon + width
        if west >= -_POLE - 1 and east <= _POLE:
            return Box(south, west, north, east)
    return Box(south, -_POLE - 1, north, _POLE)


def runs(z_order: NDArray[np.int64], box: Box) -> list[tuple[int, int]]:
    """Runs (from, to) of rows whose tiles the box touches, ascending; some rows lie outside the box."""
    if box.south > box.north or box.west > box.east:
        return []
    west, north = geo.tile(Position(box.north, box.west))
    east, south = geo.tile(Position(box.south, box.east))
    # Sines are not monotonous to the last bit: one tile more on each side.
    west, north, east, south = (
        max(west - 1, 0),
        max(north - 1, 0),
        min(east + 1, _SIZE - 1),
        min(south + 1, _SIZE - 1),
    )
    shift = 0
    while ((east >> shift) - (west >> shift) + 1) * ((south >> shift) - (north >> shift) + 1) > MAX_TILES:
        shift += 1
    x = np.arange(west >> shift, (east >> shift) + 1, dtype=np.int64)
    y = np.arange(north >> shift, (south >> shift) + 1, dtype=np.int64)
    tiles = np.sort((_spread(y)[:, None] << 1 | _spread(x)).ravel())
    ends = np.searchsorted(z_order, np.concatenate((tiles, tiles + 1)) << (2 * shift))
    merged: list[tuple[int, int]] = []
    for start, end in zip(ends[: len(tiles)].tolist(), ends[len(tiles) :].tolist(), strict=True):
        if start == end:
            continue
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
