"""A document as Elasticsearch keeps it: its fields, and the way there and back.

Everything that needs thought was done before: words are tokens already, days and minutes are integers,
a tile is a number. So no analyzer, script or nested type is needed, and a slim distribution will do.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from search import geo
from search.documents import (
    MINUTES_A_DAY,
    AgeBand,
    CapacityClass,
    DayRange,
    Feature,
    KindGroup,
    ListingDocument,
    MinuteRange,
    Position,
    Sector,
    Tariff,
    refuse_invalid,
)

# The document that tells how far the index follows the log; it is public on no day, so no search finds it.
STATE_ID = "state"

_KEYWORD = {"type": "keyword"}
_TOKENS = {"type": "keyword", "doc_values": False}
# Counted for every search: their ordinals are made when the index is refreshed, not by whoever asks first.
_CATEGORY = {"type": "keyword", "eager_global_ordinals": True}
_RANGE = {"type": "integer_range", "doc_values": False}
_INTEGER = {"type": "integer"}
_ONLY_COUNTED = {"index": False}
_ONLY_KEPT = {"index": False, "doc_values": False}

WEEKDAYS = range(5)
WEEKEND = range(5, 7)


def free_field(band: AgeBand) -> str:
    """The field of the days on which places are free for an age band."""
    return f"free_{int(band)}"


MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "id": {"type": "long", **_ONLY_COUNTED},
        "public": _RANGE,
        "position": {"type": "geo_point"},
        # The same as integers: what sums, minima and maxima of clusters are made of.
        "lat": _INTEGER | _ONLY_COUNTED,
        "lon": _INTEGER | _ONLY_COUNTED,
        # The tile at zoom 20, its bits interleaved: a tile of any zoom is one range of these numbers.
        "z_order": {"type": "long", **_ONLY_COUNTED},
        "name": _KEYWORD | _ONLY_KEPT,
        "name_key": _KEYWORD | _ONLY_COUNTED,
        "name_tokens": _TOKENS,
        "text_tokens": _TOKENS,
        # "" where there is none: aggregations would not count what is missing.
        "sector": _CATEGORY,
        "group": _CATEGORY,
        "kind": _CATEGORY,
        "tariff": _CATEGORY,
        "capacity_class": _CATEGORY,
        "capacity": _INTEGER,
        "features": _CATEGORY,
        "opening": _RANGE,
        "opens": _INTEGER,  # the earliest opening of Monday to Friday, minutes of the day
        "closes": _INTEGER,  # the latest closing of any day
        "weekend": {"type": "boolean"},
        **{free_field(band): _RANGE for band in AgeBand},
        "stated": {"type": "byte"},  # the bands that were stated
        "confirmed_on": _INTEGER,
        # Of `STATE_ID` alone: how far the index is, kept and never looked into.
        "state": {"type": "object", "enabled": False},
    },
}


def body_of(document: ListingDocument) -> dict[str, Any]:
    """What is sent; `id` and the version travel beside it too. Fields without a value are left out.

    ValueError for a document that breaks the contract.
    """
    refuse_invalid(document)
    lat, lon = geo.decode(document.position)
    body: dict[str, Any] = {
        "id": document.id,
        "public": _ranges(document.public),
        "position": {"lat": lat, "lon": lon},
        "lat": document.position.lat,
        "lon": document.position.lon,
        "z_order": geo.interleave(*geo.tile(document.position)),
        "name": document.name,
        "name_key": document.name_key,
        "name_tokens": sorted(document.name_tokens),
        "text_tokens": sorted(document.text_tokens | document.name_tokens),
        "sector": document.sector or "",
        "group": document.group or "",
        "kind": document.kind or "",
        "tariff": document.tariff or "",
        "capacity": document.capacity,
        "capacity_class": CapacityClass.of(document.capacity) or "",
        "features": sorted(document.features),
        "opening": [{"gte": minutes.start, "lte": minutes.end} for minutes in document.opening],
        "stated": sorted(document.availability),
        "confirmed_on": document.confirmed_on,
        **_openings(document.opening),
    }
    for band, days in document.availability.items():
        body[free_field(band)] = _ranges(days)
    return {name: value for name, value in body.items() if value is not None and value != []}


def document_of(body: Mapping[str, Any], version: int) -> ListingDocument:
    """The document that a body was made of. KeyError, TypeError or ValueError for a body that is none."""
    return ListingDocument(
        id=body["id"],
        version=version,
        position=Position(body["lat"], body["lon"]),
        public=_days(body.get("public", ())),
        name=body["name"],
        name_key=body["name_key"],
        name_tokens=frozenset(body.get("name_tokens", ())),
        text_tokens=frozenset(body.get("text_tokens", ())),
        sector=Sector(body["sector"]) if body["sector"] else None,
        group=KindGroup(body["group"]) if body["group"] else None,
        kind=body["kind"] or None,
        tariff=Tariff(body["tariff"]) if body["tariff"] else None,
        capacity=body.get("capacity"),
        features=frozenset(Feature(feature) for feature in body.get("features", ())),
        opening=tuple(MinuteRange(part["gte"], part["lte"]) for part in body.get("opening", ())),
        availability={
            AgeBand(band): _days(body.get(free_field(AgeBand(band)), ())) for band in body.get("stated", ())
        },
        confirmed_on=body.get("confirmed_on"),
    )


def _ranges(days: Iterable[DayRange]) -> list[dict[str, int]]:
    return [{"gte": part.first, "lte": part.last} for part in days]


def _days(ranges: Iterable[Mapping[str, int]]) -> tuple[DayRange, ...]:
    return tuple(DayRange(part["gte"], part["lte"]) for part in ranges)


def _openings(opening: Iterable[MinuteRange]) -> dict[str, Any]:
    """What of a week decides whether a place opens early, late, or at the weekend."""
    days = [(minutes.start // MINUTES_A_DAY, minutes) for minutes in opening]
    starts = [minutes.start - day * MINUTES_A_DAY for day, minutes in days if day in WEEKDAYS]
    ends = [minutes.end - day * MINUTES_A_DAY for day, minutes in days]
    return {
        "opens": min(starts, default=None),
        "closes": max(ends, default=None),
        "weekend": any(day in WEEKEND for day, _ in days) or None,
    }
