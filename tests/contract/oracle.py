"""The contract, read aloud: one document at a time, with nothing of any engine.

`expected(documents, query)` takes every document of an index, tombstones included. It shares with the engines
only the dataclasses and `search.geo`, which have tests of their own.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable

from search import geo
from search.documents import (
    FACET_AXES,
    Availability,
    CapacityClass,
    Cluster,
    Feature,
    ListingDocument,
    Opening,
    Order,
    SearchQuery,
    SearchResult,
)

DAY = 24 * 60


def expected(documents: Iterable[ListingDocument], query: SearchQuery) -> SearchResult:
    """The answer, by definition."""
    candidates = [d for d in documents if passes_filters(d, query)]
    found = [d for d in candidates if all(passes_axis(d, query, axis) for axis in FACET_AXES)]
    page = sorted(found, key=lambda d: order_key(d, query))
    page = page[query.offset : min(query.offset + query.size, 10_000)]
    zoom = geo.cluster_zoom(query.view)
    return SearchResult(
        total=len(found),
        ids=tuple(d.id for d in page),
        distances=tuple(math.floor(geo.length_m(chord(d, query))) for d in page) if query.near else (),
        facets=facets(candidates, query) if query.facets else {},
        cluster_zoom=zoom,
        clusters=clusters(found, query, zoom) if query.clusters else (),
    )


def passes_filters(d: ListingDocument, q: SearchQuery) -> bool:
    """What is no axis: no facet is counted without it."""
    if not any(q.today in days for days in d.public):
        return False
    lat, lon = d.position.lat, d.position.lon
    if q.view and not (q.view.south <= lat <= q.view.north and q.view.west <= lon <= q.view.east):
        return False
    if q.near and q.near.radius is not None and chord(d, q) > geo.reach(q.near.radius):
        return False
    if not set(q.tokens) <= d.text_tokens | d.name_tokens:
        return False
    if q.capacity_min is not None and (d.capacity is None or d.capacity < q.capacity_min):
        return False
    if q.open_at:
        start, end = (q.open_at.weekday * DAY + minute for minute in (q.open_at.start, q.open_at.end))
        return any(r.start <= start and end <= r.end for r in d.opening)
    return True


def values(d: ListingDocument, q: SearchQuery, axis: str) -> set[str]:
    """The values of one document on an axis; "" where it has none and parents are told how many have none."""
    single = {
        "sector": d.sector,
        "group": d.group,
        "kind": d.kind,
        "tariff": d.tariff,
        "capacity_class": CapacityClass.of(d.capacity),
    }
    if axis in single:
        return {single[axis] or ""}
    if axis == "availability":
        return {str(bucket) for bucket in buckets(d, q)}
    if axis == "feature":
        return {str(feature) for feature in Feature if feature in d.features}
    tests: dict[Opening, Callable[[int, int, int], bool]] = {
        Opening.EARLY: lambda weekday, start, end: weekday < 5 and start < q.early_before,
        Opening.LATE: lambda weekday, start, end: end > q.late_after,
        Opening.WEEKEND: lambda weekday, start, end: weekday >= 5,
    }
    ranges = [(r.start // DAY, r.start % DAY, r.end - r.start // DAY * DAY) for r in d.opening]
    return {str(opening) for opening, test in tests.items() if any(test(*r) for r in ranges)}


def buckets(d: ListingDocument, q: SearchQuery) -> set[Availability]:
    stale = d.confirmed_on is None or q.today - d.confirmed_on > q.stale_days
    if stale or q.band not in d.availability:
        return {Availability.UNKNOWN}
    intervals = d.availability[q.band]
    found = set()
    if any(q.today in days for days in intervals):
        found.add(Availability.NOW)
    elif any(days.first > q.today for days in intervals):
        found.add(Availability.LATER)
    if q.day is not None and any(q.day in days for days in intervals):
        found.add(Availability.BY_DAY)
    return found


def passes_axis(d: ListingDocument, q: SearchQuery, axis: str) -> bool:
    chosen = {
        "sector": q.sectors,
        "group": q.groups,
        "kind": q.kinds,
        "tariff": q.tariffs,
        "availability": q.availability,
        "capacity_class": q.capacity_classes,
        "feature": q.features,
        "opening": q.openings,
    }[axis]
    if axis in ("feature", "opening"):
        return {str(value) for value in chosen} <= values(d, q, axis)
    return not chosen or bool({str(value) for value in chosen} & values(d, q, axis))


def facets(candidates: list[ListingDocument], q: SearchQuery) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {axis: Counter() for axis in FACET_AXES}
    for d in candidates:
        for axis in FACET_AXES:
            # What is ANDed is counted on top of what is chosen; what is ORed, in its place.
            own = [] if axis in ("feature", "opening") else [axis]
            if all(passes_axis(d, q, other) for other in FACET_AXES if other not in own):
                counts[axis].update(values(d, q, axis))
    return {axis: dict(counter) for axis, counter in counts.items()}


def chord(d: ListingDocument, q: SearchQuery) -> float:
    assert q.near is not None
    return geo.chord_squared(geo.unit_vector(d.position), geo.unit_vector(q.near.position))


def order_key(d: ListingDocument, q: SearchQuery) -> tuple[object, ...]:
    order = q.order
    if order is Order.NEAREST and q.near is None:
        order = Order.DEFAULT
    freshness = (d.confirmed_on is None, -(d.confirmed_on or 0))
    if order is Order.NEAREST:
        return (chord(d, q), d.id)
    if order is Order.NAME:
        return (d.name_key, d.id)
    if order is Order.FRESHEST:
        return (*freshness, d.id)
    free = (Availability.NOW if q.day is None else Availability.BY_DAY) in buckets(d, q)
    in_name = len(set(q.tokens) & d.name_tokens) if order is Order.DEFAULT else 0
    return (-in_name, not free, *freshness, d.id)


def clusters(found: list[ListingDocument], q: SearchQuery, zoom: int) -> tuple[Cluster, ...]:
    tiles: dict[tuple[int, int], list[ListingDocument]] = {}
    for d in found:
        x, y = geo.tile(d.position, zoom)
        tiles.setdefault((y, x), []).append(d)
    cells = []
    for (y, x), inside in sorted(tiles.items()):
        lats, lons = [d.position.lat for d in inside], [d.position.lon for d in inside]
        free = sum(Availability.NOW in buckets(d, q) for d in inside)
        sums = (sum(lats), sum(lons))
        bounds = (min(lats), max(lats), min(lons), max(lons))
        cells.append(Cluster(zoom, x, y, len(inside), free, min(d.id for d in inside), *sums, *bounds))
    return tuple(cells)
