"""Every id that a query finds, beyond what a page may show."""

from collections.abc import Iterator
from dataclasses import replace

from search.documents import MAX_RESULTS, Box, SearchQuery
from search.ports import Searcher

# The integers of a position cover the whole earth.
_EARTH = Box(south=-(2**31), west=-(2**31), north=2**31 - 1, east=2**31 - 1)


class TooManyAtOnePoint(RuntimeError):  # noqa: N818 -- names what was found
    """More places stand on one point than a page may show: no smaller view tells them apart."""


def every_id(searcher: Searcher, query: SearchQuery) -> list[int]:
    """The ids of a query: the first `MAX_RESULTS` in its order, any others after them by id.

    An engine shows no more than `MAX_RESULTS` of one query, so that a longer answer is put together from
    views that share no point.
    """
    query = replace(query, offset=0, size=MAX_RESULTS, facets=False, clusters=False)
    result = searcher.search(query)
    ids = list(result.ids)
    if result.total <= len(ids):
        return ids
    shown = set(ids)
    return ids + sorted(id_ for id_ in _by_views(searcher, query, query.view or _EARTH) if id_ not in shown)


def _by_views(searcher: Searcher, query: SearchQuery, view: Box) -> Iterator[int]:
    result = searcher.search(replace(query, view=view))
    if result.total <= len(result.ids):
        yield from result.ids
        return
    for half in _halves(view):
        yield from _by_views(searcher, query, half)


def _halves(view: Box) -> tuple[Box, Box]:
    """Two views that make up one, edges included, and share no point."""
    height, width = view.north - view.south, view.east - view.west
    if height == 0 and width == 0:
        raise TooManyAtOnePoint(f"more than {MAX_RESULTS} places on one point")
    if height >= width:
        middle = view.south + height // 2
        return replace(view, north=middle), replace(view, south=middle + 1)
    middle = view.west + width // 2
    return replace(view, east=middle), replace(view, west=middle + 1)
