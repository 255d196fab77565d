"""A document in JSON: what `search_documents` prints, and what a document's fingerprint is taken of."""

import hashlib
import json
from datetime import date
from typing import Any

from search import geo
from search.documents import DAY_MAX, DAY_MIN, DayRange, ListingDocument


def as_json(document: ListingDocument) -> dict[str, Any]:
    """All that filters and orders use, ready for `json.dumps`: days in ISO (null: open-ended), sets sorted.

    `position` is the pair of integers that distances, boxes and tiles are computed from; `lat` and `lon` are
    the same in degrees. `opening` is in minutes of the week, from Monday 00:00, ends excluded.
    `availability` has one key an age band that was stated: 0 any age, 1 under one, 2 one to two, 3 two to
    three.
    """
    lat, lon = geo.decode(document.position)
    return {
        "id": document.id,
        "version": document.version,
        "public": [_days(days) for days in document.public],
        "name": document.name,
        "name_key": document.name_key,
        "name_tokens": sorted(document.name_tokens),
        "text_tokens": sorted(document.text_tokens),
        "position": [document.position.lat, document.position.lon],
        "lat": lat,
        "lon": lon,
        "sector": document.sector,
        "group": document.group,
        "kind": document.kind,
        "tariff": document.tariff,
        "capacity": document.capacity,
        "features": sorted(document.features),
        "opening": [[minutes.start, minutes.end] for minutes in document.opening],
        "availability": {
            str(int(band)): [_days(days) for days in document.availability[band]]
            for band in sorted(document.availability)
        },
        "confirmed_on": _day(document.confirmed_on),
    }


def fingerprint(document: ListingDocument) -> int:
    """The document's content, its version apart, as a signed 64-bit number: equal content, equal number."""
    content = {name: value for name, value in as_json(document).items() if name != "version"}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), signed=True)


def _days(days: DayRange) -> list[str | None]:
    return [_day(days.first), _day(days.last)]


def _day(day: int | None) -> str | None:
    return None if day is None or day in (DAY_MIN, DAY_MAX) else date.fromordinal(day).isoformat()
