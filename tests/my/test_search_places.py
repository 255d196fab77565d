"""The command that answers the page's queries, and every id beyond what a page shows."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from portal.my import search_everything
from portal.my.search_everything import TooManyAtOnePoint, every_id
from search import geo
from search.documents import DAY_MAX, DAY_MIN, DayRange, ListingDocument, Position, SearchQuery, SearchResult
from search.engines.columnar.answer import answer
from search.engines.columnar.segment import Segment
from tests.facilities.making import make_listing, make_organiser


def ask(lines: bytes, monkeypatch: pytest.MonkeyPatch, *options: str) -> list[dict[str, Any]]:
    class Given:
        buffer = io.BytesIO(lines)

    monkeypatch.setattr("sys.stdin", Given)
    out = io.StringIO()
    call_command("search_places", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
@pytest.mark.usefixtures("gazetteer")
def test_a_line_answers_as_the_page_does(monkeypatch: pytest.MonkeyPatch, set_clock: Any) -> None:
    set_clock("2026-03-02T10:00Z")
    organiser = make_organiser()
    ids = [
        make_listing(reference_number=f"M-{n}", organiser=organiser, name=f"Lieu {n:02}").pk
        for n in range(22)
    ]
    lines = b"?q=5000&tri=nom\nq=5000&tri=nom&page=2\nq=xqzptlrk\n\nq=\xff&bbox=1,2\n"
    first, second, unknown, empty, broken = ask(lines, monkeypatch)
    assert first.keys() == {"query", "total", "ids", "facets", "clusters"}
    assert (first["query"], first["total"], first["ids"]) == ("q=5000&tri=nom", 22, ids[:20])
    assert second["ids"] == ids[20:]
    assert unknown["total"] == empty["total"] == broken["total"] == 22
    assert first["facets"]["kind"] == {"creche": 22}
    (cluster,) = first["clusters"]
    assert (cluster["count"], cluster["first_id"]) == (22, ids[0])
    assert (cluster["lat"], cluster["lon"]) == pytest.approx((50.4669, 4.8675), abs=1e-6)
    assert isinstance(cluster["lat_sum"], int)
    (everything,) = ask(b"q=5000&tri=nom&page=2", monkeypatch, "--all-ids")
    assert everything["ids"] == ids
    data = Client().get("/recherche/carte.json?q=5000").json()
    assert data["total"] == first["total"]


class FewAtOnce:
    """An engine that shows at most `limit` ids of one query, as all do of 10,000."""

    def __init__(self, documents: list[ListingDocument], limit: int) -> None:
        self.segment = Segment.build(documents)
        self.limit = limit

    def search(self, query: SearchQuery) -> SearchResult:
        result = answer([(self.segment, None)], query)
        return replace(result, ids=result.ids[: self.limit])


def documents(positions: list[tuple[float, float]]) -> list[ListingDocument]:
    return [
        ListingDocument(
            id=number,
            version=1,
            position=geo.encode(*position),
            public=(DayRange(DAY_MIN, DAY_MAX),),
            name=f"Lieu {number}",
            name_key=f"lieu {1000 - number}",
        )
        for number, position in enumerate(positions, start=1)
    ]


def test_every_id_is_found_once_however_many_there_are() -> None:
    positions = [(50 + n % 7 / 100, 4 + n % 11 / 100) for n in range(70)]
    engine = FewAtOnce(documents(positions), limit=9)
    ids = every_id(engine, SearchQuery(today=740_000))  # type: ignore[arg-type]
    assert len(ids) == 70
    assert set(ids) == set(range(1, 71))
    assert ids[:9] == list(engine.search(SearchQuery(today=740_000, size=10_000)).ids)


def test_halves_of_a_view_share_no_point_and_leave_none_out() -> None:
    box = geo.encode_box(50, 4, 50.0000001, 4.0000002)
    for _ in range(40):
        low, high = search_everything._halves(box)
        corners = [Position(low.south, low.west), Position(high.north, high.east)]
        assert corners == [Position(box.south, box.west), Position(box.north, box.east)]
        assert (high.south == low.north + 1) != (high.west == low.east + 1)
        box = high
        if box.south == box.north and box.west == box.east:
            return
    pytest.fail("a view never came down to one point")


def test_one_point_with_too_many_is_told() -> None:
    engine = FewAtOnce(documents([(50.0, 4.0)] * 5), limit=3)
    with pytest.raises(TooManyAtOnePoint):
        every_id(engine, SearchQuery(today=740_000))  # type: ignore[arg-type]
