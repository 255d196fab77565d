"""The geocoder over a loopback server that speaks Nominatim's protocol, and what a page gets."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.gazetteer import locate
from search.gazetteer.geocoder import GeocoderFailed, NominatimGeocoder, Point, TimeLimited, configured

pytestmark = pytest.mark.usefixtures("gazetteer")

ADDRESS = "rue du Moulin 12 à Huy"
FOUND = {
    "lat": "50.52183",
    "lon": "5.24017",
    "display_name": "12, Rue du Moulin, Huy",
    "address": {"country_code": "be"},
}


@dataclass
class Service:
    """What the server answers next, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = json.dumps([FOUND]).encode()
    delay: float = 0.0
    drip: float = 0.0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(parse_qs(urlsplit(self.path).query))
            service.agents.append(self.headers["User-Agent"])
            time.sleep(service.delay)
            try:
                self.send_response(service.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                step = 1 if service.drip else len(service.body) or 1
                for at in range(0, len(service.body), step):
                    self.wfile.write(service.body[at : at + step])
                    time.sleep(service.drip)
            except ConnectionError:
                return  # the client has given up, as it should

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    # A port of its own for each test: the geocoder of one address remembers its failures.
    service.url = f"http://127.0.0.1:{server.server_port}"
    settings.GEOCODER_URL = service.url
    yield service
    server.shutdown()
    server.server_close()
    thread.join()


def assert_falls_back(within: float = 1.0) -> None:
    start = time.monotonic()
    location = locate(ADDRESS)
    assert time.monotonic() - start < within
    assert location.precision == "locality"
    assert location.label == "Huy (4500)"
    assert location.note == "Nous n’avons pas pu situer cette adresse\u00a0: la recherche part de Huy."


def test_an_address_is_located_and_rounded(service: Service) -> None:
    location = locate(ADDRESS)
    assert (location.lat, location.lon) == (50.522, 5.24)
    assert (location.precision, location.note) == ("address", "")
    assert location.label == "Huy (4500)"
    assert location.match is not None


def test_the_service_is_asked_politely(service: Service) -> None:
    locate(ADDRESS)
    (asked,) = service.asked
    assert asked["q"] == [ADDRESS]
    assert asked["countrycodes"] == ["be"]
    assert service.agents[0].startswith("ONE-Portails")


def test_a_place_is_not_sent_to_the_service(service: Service) -> None:
    assert locate("5000 Namur").label == "5000 Namur"
    assert locate("xyzzy").precision == "none"
    assert service.asked == []


def test_the_label_never_holds_the_street(service: Service) -> None:
    location = locate("12, avenue Louise 1050 Bruxelles")
    assert "12" not in location.label
    assert "Louise" not in location.label


def test_an_address_without_locality_takes_the_nearest_one(service: Service) -> None:
    location = locate("rue du Moulin 12")
    assert location.precision == "address"
    assert location.match is not None
    assert location.match.commune == "Huy"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"[]"),
        (500, b"rue du Moulin 12: internal error"),
        (404, b""),
        (429, b"slow down"),
        (200, b"<html>welcome to the hotel</html>"),
        (200, b""),
        (200, b"\xff\xfe\x00"),
        (200, b"null"),
        (200, b"[1]"),
        (200, b"[[]]"),
        (200, b'"text"'),
        (200, b'{"error": "nothing"}'),
        (200, b"[{}]"),
        (200, b'[{"lat": "north", "lon": "5"}]'),
        (200, b'[{"lat": "nan", "lon": "5"}]'),
        (200, b'[{"lat": null, "lon": []}]'),
        (200, b'[{"lat": "50.5", "lon": "5.2", "address": 3}]'),
        (200, b"[" * 100_000),
        # Not in Belgium: Paris, Lille (whose box is), and a German address at the border.
        (200, b'[{"lat": "48.85", "lon": "2.35"}]'),
        (200, b'[{"lat": "50.63", "lon": "3.06"}]'),
        (200, b'[{"lat": "50.52", "lon": "5.24", "address": {"country_code": "de"}}]'),
        (200, b'[{"lat": "500", "lon": "5000"}]'),
        # In Belgium, but 90 km from the locality in the text.
        (200, b'[{"lat": "51.2", "lon": "4.4"}]'),
    ],
)
def test_any_other_answer_leads_to_the_locality(service: Service, status: int, body: bytes) -> None:
    service.status, service.body = status, body
    assert_falls_back()
    assert len(service.asked) == 1


def test_an_answer_just_over_the_border_is_not_taken(service: Service) -> None:
    """Lille lies in the box around Belgium, 8 km from its nearest locality."""
    service.body = b'[{"lat": "50.63", "lon": "3.06"}]'
    assert locate("rue du Moulin 12").precision == "none"
    service.body = json.dumps([FOUND]).encode()
    assert locate("rue du Moulin 12").precision == "address"


@pytest.mark.parametrize(("drip", "body"), [(0.05, b"[" + b" " * 100), (0.0, b" " * 300_000)])
def test_the_adapter_itself_gives_up_in_time(service: Service, drip: float, body: bytes) -> None:
    """The thread that asks ends too, not only the waiting for it; and an endless answer is not read."""
    service.drip, service.body = drip, body
    start = time.monotonic()
    with pytest.raises(GeocoderFailed, match="GeocoderTimedOut"):
        NominatimGeocoder(service.url, 0.3).geocode(ADDRESS)
    assert time.monotonic() - start < 0.8


@pytest.mark.parametrize("slow", [{"delay": 1.5}, {"drip": 0.05}])
def test_a_slow_answer_is_not_waited_for(service: Service, settings: Any, slow: dict[str, float]) -> None:
    """Late as a whole, or byte by byte: each read in time, the answer not."""
    settings.GEOCODER_TIMEOUT_SECONDS = 0.4
    service.delay, service.drip = slow.get("delay", 0.0), slow.get("drip", 0.0)
    assert_falls_back(within=0.9)


def test_the_limit_is_two_seconds(settings: Any) -> None:
    assert settings.GEOCODER_TIMEOUT_SECONDS == 2.0


def test_without_a_service_the_locality_is_used(settings: Any) -> None:
    settings.GEOCODER_URL = ""
    assert configured() is None
    assert_falls_back(within=0.2)


def test_a_service_that_is_away_leads_to_the_locality(settings: Any) -> None:
    settings.GEOCODER_URL = "http://127.0.0.1:9"
    assert_falls_back()


def test_an_address_that_nobody_knows_asks_for_the_commune(service: Service) -> None:
    service.body = b"[]"
    location = locate("avenue Louise 12")
    assert (location.precision, location.match, location.lat) == ("none", None, None)
    assert "commune" in location.note


def test_nothing_typed_is_nothing_said() -> None:
    assert locate("  ").note == ""
    assert "code postal" in locate("xyzzy").note


def test_other_words_are_told_apart() -> None:
    location = locate("une crèche près de Namur")
    assert location.label == "Namur (5000)"
    assert "Namur" in location.note


def test_what_was_typed_is_never_logged(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for status, body in ((200, json.dumps([FOUND]).encode()), (500, b"12, rue du Moulin"), (200, b"{")):
        service.status, service.body = status, body
        locate(ADDRESS)
    assert len(service.asked) == 3
    assert any(record.name == "search.gazetteer.geocoder" for record in caplog.records)
    assert "oulin" not in caplog.text


def test_after_three_failures_nothing_is_asked_for_a_while(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.status = 500
    for _ in range(5):
        assert_falls_back()
    assert len(service.asked) == 3
    # An answer after the pause ends the count.
    service.status = 200
    later = time.monotonic() + 31
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert locate(ADDRESS).precision == "address"
    service.status = 500
    locate(ADDRESS)
    service.status = 200
    assert locate(ADDRESS).precision == "address"


def test_questions_under_way_are_limited() -> None:
    go = threading.Event()

    class Stuck:
        def geocode(self, text: str) -> Point | None:
            go.wait(5)
            return None

    limited = TimeLimited(Stuck(), seconds=0.05)
    for _ in range(3):
        with pytest.raises(GeocoderFailed, match="timeout"):
            limited.geocode(ADDRESS)
    limited._paused_until = 0.0
    with pytest.raises(GeocoderFailed, match="timeout"):
        limited.geocode(ADDRESS)
    limited._paused_until = 0.0
    with pytest.raises(GeocoderFailed, match="busy"):
        limited.geocode(ADDRESS)
    go.set()


def test_a_service_below_a_path(service: Service) -> None:
    assert NominatimGeocoder(f"{service.url}/nominatim/", 1.0).geocode(ADDRESS) == Point(50.52183, 5.24017)


@given(st.text(max_size=250))
def test_any_text_has_a_location(text: str) -> None:
    location = locate(text)
    assert (location.precision == "none") == (location.lat is None)
