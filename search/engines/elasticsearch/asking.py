"""A query of the contract as one search of Elasticsearch.

The search itself looks at the *candidates*: what no axis decides, and misses one axis at most. Hits and total
are narrowed to the answer afterwards (`post_filter`), each facet by the other axes (one aggregation for each
axis in use, one for all the others). Scores are sums of constants, so that they are integers.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search import geo
from search.documents import (
    DAY_MAX,
    MINUTES_A_DAY,
    AgeBand,
    Availability,
    Box,
    Near,
    Opening,
    Order,
    SearchQuery,
)
from search.engines.elasticsearch.mapping import free_field

# Far above the number of values that an axis has: a count that is cut short makes the answer wrong.
MOST_VALUES = 1_000
# The names of aggregations: what all axes select, and what all but one select.
FOUND = "found"
BUT = "but_"

CATEGORIES = {
    "sector": "sectors",
    "group": "groups",
    "kind": "kinds",
    "tariff": "tariffs",
    "capacity_class": "capacity_classes",
}
_HALF_ROUND = 20_015_115  # metres: no two points are further apart


def search_of(query: SearchQuery) -> Search:
    """What to send; `answering.result_of` reads what comes back."""
    axes = _axes(query)
    chosen = [axis for axis, condition in axes.items() if condition is not None]
    conditions = [condition for condition in axes.values() if condition is not None]
    required = [*_required(query)]
    first, end = query.page_bounds
    page = {"from_": first, "size": end - first} if end > first else {"size": 0}
    search = Search().extra(**page, track_total_hits=True, sort=_order(query), _source=False)
    if query.near is not None:
        search = search.extra(docvalue_fields=["lat", "lon"])
    if not query.facets:
        search = search.query(_scored(query, [*required, *conditions]))
    else:
        # Whoever misses two axes counts for nothing.
        if len(conditions) > 1:
            required.append(Q("bool", should=conditions, minimum_should_match=len(conditions) - 1))
        search = search.query(_scored(query, required))
        if conditions:
            search = search.post_filter("bool", filter=conditions)
        for axis in chosen:
            others = [axes[other] for other in chosen if other != axis]
            search.aggs.bucket(BUT + axis, _filter(others)).bucket(axis, _facet(query, axis))
    if query.facets or query.clusters:
        found = search.aggs.bucket(FOUND, _filter(conditions if query.facets else []))
        if query.facets:
            for axis in axes:
                if axis not in chosen:
                    found.bucket(axis, _facet(query, axis))
            found.bucket("feature", _terms("features"))
            found.bucket("opening", _named(_openings(query)))
        if query.clusters:
            found.bucket("clusters", _clusters(query))
    return search


# --- What is searched ---------------------------------------------------------------------------------


def _required(query: SearchQuery) -> Iterable[Query]:
    """What is no axis, and the values that are ANDed: no facet counts without them."""
    yield Q("term", public=query.today)
    if query.view is not None:
        yield _in_box(query.view)
    if query.near is not None and query.near.radius is not None:
        yield _around(query.near, query.near.radius)
    for token in dict.fromkeys(query.tokens):
        yield Q("term", text_tokens=token)
    if query.capacity_min is not None:
        yield Q("range", capacity={"gte": max(query.capacity_min, 0)})
    if query.open_at is not None:
        midnight = query.open_at.weekday * MINUTES_A_DAY
        start, end = midnight + query.open_at.start, midnight + query.open_at.end
        yield Q("range", opening={"gte": start, "lte": end, "relation": "contains"})
    for feature in sorted(query.features):
        yield Q("term", features=feature.value)
    openings = _openings(query)
    for opening in sorted(query.openings):
        yield openings[opening.value]


def _axes(query: SearchQuery) -> dict[str, Query | None]:
    """Axis by axis what it asks for, None where it asks for nothing."""
    axes: dict[str, Query | None] = {}
    for axis, attribute in CATEGORIES.items():
        values = sorted(str(value) for value in getattr(query, attribute))
        axes[axis] = Q("terms", **{axis: values}) if values else None
    buckets = _buckets(query)
    wanted = [buckets[bucket] for bucket in sorted(query.availability) if bucket in buckets]
    if query.availability:
        axes["availability"] = _any(wanted) if wanted else Q("match_none")
    else:
        axes["availability"] = None
    return axes


def _buckets(query: SearchQuery) -> dict[str, Query]:
    """The buckets of availability; the one of the chosen day only where a day was chosen."""
    return _buckets_of(query.today, query.band, query.stale_days, query.day)


@lru_cache(maxsize=1024)
def _buckets_of(today: int, band: AgeBand, stale_days: int, day: int | None) -> dict[str, Query]:
    free = free_field(band)
    known = [Q("term", stated=int(band)), Q("range", confirmed_on={"gte": today - stale_days})]
    now = Q("term", **{free: today})
    # An interval that reaches into the days after today and does not hold today begins after it.
    later = Q("range", **{free: {"gte": today + 1, "lte": DAY_MAX}})
    buckets = {
        Availability.UNKNOWN.value: Q("bool", must_not=[Q("bool", filter=known)]),
        Availability.NOW.value: Q("bool", filter=[*known, now]),
        Availability.LATER.value: Q("bool", filter=[*known, later], must_not=[now]),
    }
    if day is not None:
        buckets[Availability.BY_DAY.value] = Q("bool", filter=[*known, Q("term", **{free: day})])
    return buckets


def _openings(query: SearchQuery) -> dict[str, Query]:
    return _openings_of(query.early_before, query.late_after)


@lru_cache(maxsize=16)
def _openings_of(early_before: int, late_after: int) -> dict[str, Query]:
    return {
        Opening.EARLY.value: Q("range", opens={"lt": early_before}),
        Opening.LATE.value: Q("range", closes={"gt": late_after}),
        Opening.WEEKEND.value: Q("term", weekend=True),
    }


def _in_box(box: Box) -> Query:
    if box.south > box.north or box.west > box.east:
        return Q("match_none")  # to Elasticsearch, west of east is across the date line
    # Decoded integers are encoded again as themselves: the edges stay where they are.
    south, west = geo.degrees(box.south, box.west)
    north, east = geo.degrees(box.north, box.east)
    corners = {"top_left": {"lat": north, "lon": west}, "bottom_right": {"lat": south, "lon": east}}
    return Q("geo_bounding_box", position=corners)


def _around(near: Near, radius: int) -> Query:
    if radius >= _HALF_ROUND:
        return Q("match_all")
    if radius <= 0:  # which Elasticsearch refuses as a distance
        return Q("bool", filter=[Q("term", lat=near.position.lat), Q("term", lon=near.position.lon)])
    lat, lon = geo.decode(near.position)
    return Q("geo_distance", distance=f"{radius}m", position={"lat": lat, "lon": lon})


def _scored(query: SearchQuery, filters: list[Query]) -> Query:
    """What is looked at, and the integers that orders begin with: words in the name, then free or not."""
    score = []
    if query.effective_order is Order.FREE_FIRST:
        buckets = _buckets(query)
        free = buckets[(Availability.NOW if query.day is None else Availability.BY_DAY).value]
        score.append(Q("constant_score", filter=free, boost=1))
    if query.scores_text:
        score += [
            Q("constant_score", filter=Q("term", name_tokens=token), boost=2)
            for token in dict.fromkeys(query.tokens)
        ]
    return (
        Q("bool", filter=filters, should=score, minimum_should_match=0)
        if score
        else Q("bool", filter=filters)
    )


def _order(query: SearchQuery) -> list[dict[str, Any]]:
    order = query.effective_order
    by_id = {"id": "asc"}
    if order is Order.NEAREST and query.near is not None:
        lat, lon = geo.decode(query.near.position)
        return [{"_geo_distance": {"position": {"lat": lat, "lon": lon}, "unit": "m", "order": "asc"}}, by_id]
    if order is Order.NAME:
        return [{"name_key": "asc"}, by_id]
    newest = {"confirmed_on": {"order": "desc", "missing": "_last"}}
    if order is Order.FRESHEST:
        return [newest, by_id]
    return [{"_score": {"order": "desc"}}, newest, by_id]


# --- What is counted ----------------------------------------------------------------------------------


def _filter(conditions: Iterable[Query | None]) -> Agg[Any]:
    return A("filter", Q("bool", filter=[condition for condition in conditions if condition is not None]))


def _facet(query: SearchQuery, axis: str) -> Agg[Any]:
    return _named(_buckets(query)) if axis == "availability" else _terms(axis)


def _terms(field: str) -> Agg[Any]:
    return A("terms", field=field, size=MOST_VALUES)


def _named(conditions: dict[str, Query]) -> Agg[Any]:
    return A("filters", filters=conditions)


def _clusters(query: SearchQuery) -> Agg[Any]:
    """Z-order numbers in steps of one tile: no sine of another language decides where a tile ends."""
    step = 1 << (2 * (geo.TILE_ZOOM - geo.cluster_zoom(query.view)))
    cells = A("histogram", field="z_order", interval=step, min_doc_count=1)
    cells.metric("lat", "stats", field="lat")
    cells.metric("lon", "stats", field="lon")
    cells.metric("first_id", "min", field="id")
    cells.bucket("free", "filter", _buckets(query)[Availability.NOW.value])
    return cells


def _any(conditions: list[Query]) -> Query:
    return conditions[0] if len(conditions) == 1 else Q("bool", should=conditions, minimum_should_match=1)
