"""Where the listings of a saved segment are: to draw questions, and to judge answers."""

from pathlib import Path

import numpy as np

from benchmarks.agreement import TOLERANCE_M
from search import geo
from search.documents import Position
from search.engines.columnar.segment import Segment


class Whereabouts:
    """Positions by id, and the question that the exception of the contract asks."""

    def __init__(self, directory: Path) -> None:
        self._segment = Segment.open(directory)

    def some(self, count: int) -> list[Position]:
        """Some `count` positions, spread over the country."""
        step = max(len(self._segment) // count, 1)
        lats, lons = self._segment.lat[::step], self._segment.lon[::step]
        return [Position(int(lat), int(lon)) for lat, lon in zip(lats, lons, strict=True)]

    def position_of(self, id_: int) -> Position:
        (row,) = self._segment.rows_of([id_])
        return Position(int(self._segment.lat[row]), int(self._segment.lon[row]))

    def near_circle(self, here: Position, radius: float) -> bool:
        """Whether a listing lies so close to this circle that another way to measure may decide otherwise."""
        segment = self._segment
        x, y, z = geo.unit_vector(here)
        chords = (segment.unit_x - x) ** 2 + (segment.unit_y - y) ** 2 + (segment.unit_z - z) ** 2
        metres = 2 * geo.EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chords) / 2))
        return bool(np.any(np.abs(metres - radius) < TOLERANCE_M))
