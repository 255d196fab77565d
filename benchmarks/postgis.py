"""The search as someone writes it who knows PostgreSQL and PostGIS: one statement, an index for each need.

It reads the portal's own tables in a scratch database, with what such a developer adds to them: a point with
two GiST indexes, the words with a GIN index, the tile of the point. Rows that miss one filter at most are
gathered once (`candidate`); page, facets and clusters are read from there. Descriptions are searched by
beginnings of words, where the portal stems: the fictitious words are chosen so that both find the same.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
from django.db import connections

from benchmarks.places import places
from benchmarks.rows import write_rows
from portal.facilities.enums import AvailabilityStatus, FacilityKind
from search import geo
from search.documents import (
    FACET_AXES,
    AgeBand,
    Availability,
    CapacityClass,
    Cluster,
    Feature,
    Opening,
    Order,
    Position,
    SearchQuery,
    SearchResult,
)

LAT_STEP, LON_STEP = 180 / 2**32, 360 / 2**32
_SIZE = 1 << geo.TILE_ZOOM
ALIAS = "postgis"
PREPARE = f"""
CREATE EXTENSION IF NOT EXISTS postgis;
ALTER TABLE facilities_listing
  ADD COLUMN point geometry(Point, 4326)
    GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)) STORED,
  ADD COLUMN words tsvector
    GENERATED ALWAYS AS (to_tsvector('simple', name_key || ' ' || description)) STORED,
  ADD COLUMN tile_x integer
    GENERATED ALWAYS AS (floor((longitude + 180.0) / 360.0 * {_SIZE})) STORED,
  ADD COLUMN tile_y integer
    GENERATED ALWAYS AS (floor((0.5 - ln((1 + sin(radians(latitude))) / (1 - sin(radians(latitude))))
      / (4 * pi())) * {_SIZE})) STORED;
CREATE INDEX listing_point ON facilities_listing USING gist (point);
CREATE INDEX listing_sphere ON facilities_listing USING gist ((point::geography));
CREATE INDEX listing_words ON facilities_listing USING gin (words);
"""
# One search at a time reads little: no second process, no compiled plan, and a plan for each set of filters.
SESSION = """
SET jit = off; SET work_mem = '64MB'; SET random_page_cost = 1.1; SET plan_cache_mode = force_custom_plan
"""

FEATURES = {
    Feature.OUTINGS: "outings",
    Feature.OUTDOOR_SPACE: "outdoor_space",
    Feature.REST_AREA: "rest_area",
}
# In this order each axis has a bit: it is set where a row misses what the axis asks for.
AXES = ("sector", "group", "kind", "tariff", "capacity_class", "availability")
_BUCKETS = {
    Availability.NOW: "free_now",
    Availability.BY_DAY: "free_by_day",
    Availability.LATER: "known AND NOT free_now",
    Availability.UNKNOWN: "NOT known",
}
_OPENS = {Opening.EARLY: "opens_early", Opening.LATE: "opens_late", Opening.WEEKEND: "opens_weekend"}
_CAPACITY_CLASS = f"""CASE WHEN f.authorised_capacity <= 8 THEN '{CapacityClass.SMALL}'
  WHEN f.authorised_capacity <= 24 THEN '{CapacityClass.MEDIUM}'
  WHEN f.authorised_capacity IS NOT NULL THEN '{CapacityClass.LARGE}' ELSE '' END"""


def is_available(url: str) -> bool:
    """Whether the server has PostGIS to offer."""
    with psycopg.connect(url) as server:
        found = server.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
    return found is not None


def fill(url: str, count: int, seed: int) -> None:
    """The portal's tables with so many places, in an empty database."""
    with _alias(url):
        write_rows(places(count, seed), using=ALIAS)


def prepare(url: str) -> None:
    """What this search adds to the portal's tables."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(PREPARE)
        server.execute("VACUUM ANALYZE")


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection that is kept, as a web process keeps it."""
    connection = psycopg.connect(url, autocommit=True)
    connection.execute(SESSION)
    return connection


def megabytes(url: str) -> float:
    """What the database takes on disk, indexes included."""
    with psycopg.connect(url) as server:
        row = server.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return float(row[0]) / 1e6


@contextmanager
def _alias(url: str) -> Iterator[None]:
    """The database as one of Django's, for as long as it takes to fill it."""
    from environ import Env

    connections.settings[ALIAS] = connections.configure_settings(
        {"default": {}, ALIAS: Env.db_url_config(url)}
    )[ALIAS]
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.settings[ALIAS]


class PostgisSearch:
    """One search: its statement and parameters, then the answer."""

    def __init__(self, connection: psycopg.Connection[Any], query: SearchQuery) -> None:
        self.connection = connection
        self.query = query
        self.values: dict[str, Any] = {
            "today": date.fromordinal(query.today),
            "stale": date.fromordinal(query.today) - timedelta(days=query.stale_days),
            "day": date.fromordinal(query.day) if query.day is not None else None,
            "band": int(query.band),
            "early": query.early_before,
            "late": query.late_after,
            "lat_step": LAT_STEP,
            "lon_step": LON_STEP,
        }

    def answer(self) -> SearchResult:
        query = self.query
        row = self.connection.execute(self.statement(), self.values).fetchone()
        assert row is not None
        total, page, counts, cells = row
        zoom = geo.cluster_zoom(query.view)
        near = query.near.position if query.near else None
        return SearchResult(
            total=total,
            ids=tuple(id_ for id_, _, _ in page or ()),
            distances=tuple(_metres(near, lat, lon) for _, lat, lon in page or () if near),
            facets=_facets(counts) if query.facets else {},
            cluster_zoom=zoom,
            clusters=tuple(Cluster(zoom, *cell) for cell in cells or ()) if query.clusters else (),
        )

    def statement(self) -> str:
        first, end = self.query.page_bounds
        self.values |= {"offset": first, "limit": max(end - first, 0)}
        misses = [f"(NOT ({condition}))::int * {1 << bit}" for bit, condition in enumerate(self.axes())]
        wanted = "0" if not self.query.facets else ", ".join(str(n) for n in (0, *_bits()))
        return f"""
WITH listing AS (
  SELECT l.*, f.sector, f.kind, f.authorised_capacity, {_CAPACITY_CLASS} AS capacity_class,
    {self.openings()}, {self.availability()}
  FROM facilities_listing l JOIN facilities_facility f ON f.id = l.facility_id
  WHERE {" AND ".join(self.required())}
), judged AS (
  SELECT *, {" + ".join(misses)} AS misses FROM listing
), candidate AS MATERIALIZED (
  SELECT * FROM judged WHERE misses IN ({wanted})
), found AS (
  SELECT * FROM candidate WHERE misses = 0
)
SELECT (SELECT count(*) FROM found), ({self.page()}), ({_COUNTS if self.query.facets else "NULL"}),
  ({self.clusters() if self.query.clusters else "NULL"})"""

    # --- What is searched ---------------------------------------------------------------------------

    def required(self) -> Iterator[str]:
        """What is no axis, and what is ANDed: no facet counts without it."""
        query = self.query
        yield "l.visible AND (f.sector = 'accompagnement' OR f.in_force_from <= %(today)s)"
        if query.view is not None:
            yield from self.in_view()
        if query.near is not None and query.near.radius is not None:
            self.values |= {"here": self.here(query.near.position), "radius": query.near.radius}
            yield "ST_DWithin(l.point::geography, %(here)s::geography, %(radius)s, false)"
        if query.tokens:
            self.values["words"] = " & ".join(f"'{token}':*" for token in query.tokens)
            yield "l.words @@ to_tsquery('simple', %(words)s)"
        if query.capacity_min is not None:
            self.values["capacity_min"] = query.capacity_min
            yield "f.authorised_capacity >= %(capacity_min)s"
        if query.open_at is not None:
            self.values |= {
                "weekday": query.open_at.weekday,
                "start": query.open_at.start,
                "end": query.open_at.end,
            }
            yield _has_range('weekday = %(weekday)s AND start <= %(start)s AND "end" >= %(end)s')
        yield from (f"l.{FEATURES[feature]}" for feature in sorted(query.features))
        yield from (_has_range(_RANGES[opening]) for opening in sorted(query.openings))

    def in_view(self) -> Iterator[str]:
        """The index knows boxes of single precision: it finds a little more, and the edges decide."""
        view = self.query.view
        assert view is not None
        south, west = geo.degrees(view.south, view.west)
        north, east = geo.degrees(view.north, view.east)
        self.values |= {"south": south, "west": west, "north": north, "east": east}
        if south > north or west > east:
            yield "false"
        yield "l.point && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        yield "l.latitude BETWEEN %(south)s AND %(north)s AND l.longitude BETWEEN %(west)s AND %(east)s"

    @staticmethod
    def here(position: Position) -> str:
        lat, lon = geo.decode(position)
        return f"SRID=4326;POINT({lon!r} {lat!r})"

    def openings(self) -> str:
        if not self.query.facets:
            return ", ".join(f"NULL AS {name}" for name in _OPENS.values())
        return ", ".join(f"{_has_range(_RANGES[opening])} AS {name}" for opening, name in _OPENS.items())

    def availability(self) -> str:
        """What is stated, and free today and on the chosen day, for the query's band."""
        known = (
            f"l.availability <> '{AvailabilityStatus.UNKNOWN}'"
            " AND coalesce(l.confirmed_on >= %(stale)s, false)"
        )
        if self.query.band != AgeBand.ANY:
            known += f" AND {_EXISTS.format('freeplaces', 'band = %(band)s')}"
        by_day = self.free_on(known, "%(day)s") if self.query.day is not None else "false"
        return f"{known} AS known, {self.free_on(known, '%(today)s')} AS free_now, {by_day} AS free_by_day"

    def free_on(self, known: str, day: str) -> str:
        free = f"{known} AND l.confirmed_on <= {day} AND coalesce(l.available_from <= {day}, true)"
        if self.query.band != AgeBand.ANY:
            free += f" AND {_EXISTS.format('freeplaces', f'band = %(band)s AND from_day <= {day}')}"
        closed = _EXISTS.format("unavailabilityperiod", f"first_day <= {day} AND last_day >= {day}")
        return f"({free} AND NOT {closed})"

    def axes(self) -> Iterator[str]:
        """Axis by axis, in their order, what is asked for."""
        query = self.query
        groups = [kind.value for kind in FacilityKind if str(kind.group) in query.groups]
        for column, name, values in (
            ("sector", "sectors", query.sectors),
            ("kind", "kinds_of_groups", groups if query.groups else ()),
            ("kind", "kinds", query.kinds),
            ("tariff", "tariffs", query.tariffs),
            ("capacity_class", "capacity_classes", query.capacity_classes),
        ):
            if name == "kinds_of_groups" and query.groups and not groups:
                yield "false"
                continue
            self.values[name] = [str(value) for value in values]
            yield f"{column} = ANY(%({name})s)" if values else "true"
        yield " OR ".join(f"({_BUCKETS[bucket]})" for bucket in sorted(query.availability)) or "true"

    # --- What is shown ------------------------------------------------------------------------------

    def page(self) -> str:
        return f"""SELECT json_agg(json_build_array(id, latitude, longitude) ORDER BY place) FROM (
    SELECT id, latitude, longitude, row_number() OVER (ORDER BY {self.order()}) AS place
    FROM found ORDER BY place OFFSET %(offset)s LIMIT %(limit)s) AS page"""

    def order(self) -> str:
        query = self.query
        order = query.effective_order
        if order is Order.NEAREST and query.near is not None:
            self.values["here"] = self.here(query.near.position)
            return "ST_Distance(point::geography, %(here)s::geography, false), id"
        if order is Order.NAME:
            return 'name_key COLLATE "C", id'
        newest = "confirmed_on DESC NULLS LAST, id"
        if order is Order.FRESHEST:
            return newest
        by = f"NOT {'free_by_day' if query.day is not None else 'free_now'}, {newest}"
        if not query.scores_text:
            return by
        names = [f"token_{number}" for number, _ in enumerate(dict.fromkeys(query.tokens))]
        self.values |= dict(zip(names, dict.fromkeys(query.tokens), strict=True))
        in_name = " + ".join(f"(strpos(name_key, %({name})s) > 0)::int" for name in names)
        return f"{in_name} DESC, {by}"

    def clusters(self) -> str:
        shift = geo.TILE_ZOOM - geo.cluster_zoom(self.query.view)
        lat, lon = "(latitude / %(lat_step)s)::bigint", "(longitude / %(lon_step)s)::bigint"
        return f"""SELECT json_agg(json_build_array(x, y, n, free, first_id, lat_sum, lon_sum,
      lat_min, lat_max, lon_min, lon_max) ORDER BY y, x) FROM (
    SELECT tile_x >> {shift} AS x, tile_y >> {shift} AS y, count(*) AS n,
      count(*) FILTER (WHERE free_now) AS free, min(id) AS first_id,
      sum({lat}) AS lat_sum, sum({lon}) AS lon_sum, min({lat}) AS lat_min, max({lat}) AS lat_max,
      min({lon}) AS lon_min, max({lon}) AS lon_max
    FROM found GROUP BY 1, 2) AS cell"""


_EXISTS = "EXISTS (SELECT 1 FROM facilities_{} WHERE listing_id = l.id AND {})"
_RANGES = {
    Opening.EARLY: "weekday < 5 AND start < %(early)s",
    Opening.LATE: '"end" > %(late)s',
    Opening.WEEKEND: "weekday >= 5",
}


def _has_range(condition: str) -> str:
    return _EXISTS.format("openingrange", condition)


def _bits() -> Iterator[int]:
    return (1 << bit for bit, _ in enumerate(AXES))


def _counts() -> str:
    """Each axis over what all others select; characteristics and openings over the answer."""
    columns = {"sector": "sector", "group": "kind", "kind": "kind", "tariff": "tariff",
               "capacity_class": "capacity_class"}  # fmt: skip
    counts = [
        f"SELECT '{axis}' AS axis, {column} AS value, count(*) AS n FROM candidate"
        f" WHERE misses IN (0, {1 << AXES.index(axis)}) GROUP BY {column}"
        for axis, column in columns.items()
    ]
    bit = 1 << AXES.index("availability")
    flags = [("availability", bucket, condition, bit) for bucket, condition in _BUCKETS.items()]
    flags += [("feature", feature, column, 0) for feature, column in FEATURES.items()]
    flags += [("opening", opening, column, 0) for opening, column in _OPENS.items()]
    counts += [
        f"SELECT '{axis}', '{value}', count(*) FROM candidate WHERE misses IN (0, {bit}) AND ({condition})"
        for axis, value, condition, bit in flags
    ]
    union = " UNION ALL ".join(counts)
    return f"SELECT json_agg(json_build_array(axis, value, n)) FROM ({union}) AS counted"


_COUNTS = _counts()


def _facets(counts: list[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    facets: dict[str, dict[str, int]] = {axis: {} for axis in FACET_AXES}
    for axis, value, number in counts:
        name = str(FacilityKind(value).group or "") if axis == "group" else value
        if number:
            facets[axis][name] = facets[axis].get(name, 0) + number
    return facets


def _metres(here: Position, lat: float, lon: float) -> int:
    return math.floor(geo.distance_m(here, geo.encode(lat, lon)))
