"""The answer to a query, from the parts of an index."""

import heapq
import math
from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search import geo
from search.documents import Cluster, Facets, SearchQuery, SearchResult
from search.engines.columnar import clusters, facets, ordering
from search.engines.columnar.columns import Rows
from search.engines.columnar.segment import Segment
from search.engines.columnar.selection import Part, chords, select


def answer(parts: Sequence[Part], query: SearchQuery) -> SearchResult:
    """Search segments together. A part is a segment and the mask of its rows that no longer count.

    A listing must count in one part at most. Counts are added up; pages are merged by what orders them.
    """
    first, end = query.page_bounds
    zoom = geo.cluster_zoom(query.view)
    total = 0
    counted: list[Facets] = []
    cells: list[list[Cluster]] = []
    pages: list[tuple[Segment, Rows, NDArray[np.uint16]]] = []
    for part in parts:
        segment, selection = part[0], select(part, query)
        rows, states = selection.matching()
        total += len(rows)
        if query.facets:
            counted.append(facets.count(segment, selection))
        if query.clusters:
            cells.append(clusters.of(segment, rows, states, zoom))
        if end > first and len(rows):
            places = ordering.first(segment, rows, states, query, end)
            pages.append((segment, rows[places], states[places]))
    page = _page(pages, query, first, end)
    return SearchResult(
        total=total,
        ids=tuple(id_ for id_, _ in page),
        distances=tuple(metres for _, metres in page) if query.near is not None else (),
        facets=facets.total(counted) if query.facets else {},
        cluster_zoom=zoom,
        clusters=clusters.total(cells),
    )


def _page(
    pages: Sequence[tuple[Segment, Rows, NDArray[np.uint16]]], query: SearchQuery, first: int, end: int
) -> list[tuple[int, int]]:
    """Ids and distances (metres, rounded down; 0 without a point) from `first` to `end`."""
    if len(pages) == 1:
        segment, rows, _ = pages[0]
        return _shown(segment, rows[first:end], query)
    merged = heapq.merge(*(_keyed(*page, query) for page in pages))
    return [shown for _, shown in islice(merged, first, max(first, end))]


def _keyed(
    segment: Segment, rows: Rows, states: NDArray[np.uint16], query: SearchQuery
) -> list[tuple[ordering.Key, tuple[int, int]]]:
    keys = ordering.keys(segment, rows, states, query)
    return list(zip(keys, _shown(segment, rows, query), strict=True))


def _shown(segment: Segment, rows: Rows, query: SearchQuery) -> list[tuple[int, int]]:
    ids = segment.ids[rows].tolist()
    if query.near is None:
        return [(id_, 0) for id_ in ids]
    metres = (math.floor(geo.length_m(chord)) for chord in chords(segment, rows, query).tolist())
    return list(zip(ids, metres, strict=True))
