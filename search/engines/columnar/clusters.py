"""The rows of an answer by tile: the Z-order makes every tile one run of them."""

import numpy as np
from numpy.typing import NDArray

from search.documents import Cluster
from search.engines.columnar.columns import Rows
from search.engines.columnar.moment import NOW
from search.engines.columnar.segment import Segment
from search.engines.columnar.space import separate
from search.geo import TILE_ZOOM


def of(segment: Segment, rows: Rows, states: NDArray[np.uint16], zoom: int) -> list[Cluster]:
    """The clusters of one part; `rows` ascending."""
    if not len(rows):
        return []
    tiles = segment.z_order[rows] >> (2 * (TILE_ZOOM - zoom))
    begins = np.ones(len(rows), bool)
    np.not_equal(tiles[1:], tiles[:-1], out=begins[1:])
    starts = begins.nonzero()[0]
    counts = np.empty_like(starts)
    counts[:-1] = starts[1:] - starts[:-1]
    counts[-1] = len(rows) - starts[-1]
    x, y = separate(tiles[starts])
    lat, lon = segment.lat[rows].astype(np.int64), segment.lon[rows].astype(np.int64)
    free = (states & NOW != 0).astype(np.int64)
    columns = (
        x,
        y,
        counts,
        np.add.reduceat(free, starts),
        np.minimum.reduceat(segment.ids[rows], starts),
        np.add.reduceat(lat, starts),
        np.add.reduceat(lon, starts),
        np.minimum.reduceat(lat, starts),
        np.maximum.reduceat(lat, starts),
        np.minimum.reduceat(lon, starts),
        np.maximum.reduceat(lon, starts),
    )
    return [Cluster(zoom, *cell) for cell in zip(*(column.tolist() for column in columns), strict=True)]


def total(parts: list[list[Cluster]]) -> tuple[Cluster, ...]:
    """The clusters of several parts together, from north to south and west to east."""
    together: dict[tuple[int, int], Cluster] = {}
    for cluster in (cluster for part in parts for cluster in part):
        tile = (cluster.y, cluster.x)
        other = together.get(tile)
        together[tile] = cluster if other is None else _sum(cluster, other)
    return tuple(together[tile] for tile in sorted(together))


def _sum(a: Cluster, b: Cluster) -> Cluster:
    return Cluster(
        zoom=a.zoom,
        x=a.x,
        y=a.y,
        count=a.count + b.count,
        free=a.free + b.free,
        first_id=min(a.first_id, b.first_id),
        lat_sum=a.lat_sum + b.lat_sum,
        lon_sum=a.lon_sum + b.lon_sum,
        lat_min=min(a.lat_min, b.lat_min),
        lat_max=max(a.lat_max, b.lat_max),
        lon_min=min(a.lon_min, b.lon_min),
        lon_max=max(a.lon_max, b.lon_max),
    )
