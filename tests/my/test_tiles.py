"""Tiles from our own origin, over a loopback service."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.my import tiles
from portal.my.tiles import PNG, TileStore, is_covered
from search import geo

ZOOM = 12
X, Y = geo.tile(geo.encode(50.4669, 4.8675), ZOOM)
PICTURE = PNG + b"namur"


@dataclass
class Service:
    url: str = ""
    status: int = 200
    body: bytes = PICTURE
    delay: float = 0.0
    asked: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of the failures of another test."""
    monkeypatch.setattr(tiles, "_upstream", tiles._Upstream())


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.asked.append(self.path)
            time.sleep(service.delay)
            self.send_response(service.status)
            self.send_header("Content-Length", str(len(service.body)))
            self.end_headers()
            self.wfile.write(service.body)

        def log_message(self, *args: Any) -> None:
            """Keep the run's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    yield service
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def store(service: Service, tmp_path: Path) -> TileStore:
    return TileStore(upstream=service.url, root=tmp_path, max_age=60, max_bytes=1_000)


def test_a_tile_is_fetched_once_and_kept(store: TileStore, service: Service) -> None:
    assert store.tile(ZOOM, X, Y) == PICTURE
    assert store.tile(ZOOM, X, Y) == PICTURE
    assert service.asked == [f"/{ZOOM}/{X}/{Y}.png"]


def test_an_old_tile_is_fetched_again_and_shown_if_that_fails(store: TileStore, service: Service) -> None:
    store.tile(ZOOM, X, Y)
    kept = store.root / str(ZOOM) / str(X) / f"{Y}.png"
    os.utime(kept, (1, 1))
    service.status = 503
    assert store.tile(ZOOM, X, Y) == PICTURE
    service.status, service.body = 200, PNG + b"new"
    assert store.tile(ZOOM, X, Y) == PNG + b"new"


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, PICTURE), (200, b"<html>no tile</html>"), (200, PNG + b"x" * tiles.MAX_TILE_BYTES), (200, b"")],
)
def test_what_is_no_tile_is_neither_shown_nor_kept(
    store: TileStore, service: Service, status: int, body: bytes
) -> None:
    service.status, service.body = status, body
    assert store.tile(ZOOM, X, Y) is None
    assert not [path for path in store.root.rglob("*") if path.is_file()]


def test_a_slow_service_holds_nobody_long(
    store: TileStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "TIMEOUT_SECONDS", 0.2)
    service.delay = 1.0
    start = time.monotonic()
    assert store.tile(ZOOM, X, Y) is None
    assert time.monotonic() - start < 0.9


def test_a_service_that_does_not_answer_is_left_alone_for_a_while(
    store: TileStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiles, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(tiles, "PAUSE_SECONDS", 0.5)
    service.delay = 0.3
    for step in range(10):
        assert store.tile(ZOOM, X, Y + step % 3) is None
    assert len(service.asked) == tiles.FAILURES
    service.delay = 0.0
    time.sleep(0.6)
    assert store.tile(ZOOM, X, Y) == PICTURE


def test_a_service_that_lacks_some_tiles_is_asked_for_others(store: TileStore, service: Service) -> None:
    service.status = 404
    for step in range(tiles.FAILURES + 1):
        assert store.tile(ZOOM, X, Y + step) is None
    assert len(service.asked) == tiles.FAILURES + 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/{z}/{x}/{y}.png", "file:///etc/passwd", "ftp://example.org/{z}", "{z}"]
)
def test_no_service_no_tile(tmp_path: Path, address: str) -> None:
    assert TileStore(address, tmp_path, 60, 1_000).tile(ZOOM, X, Y) is None


@pytest.mark.parametrize(
    ("zoom", "x", "y"),
    [(5, 16, 10), (19, 0, 0), (ZOOM, 0, 0), (ZOOM, X, 10**9), (0, 0, 0), (99, X, Y), (ZOOM, X + 200, Y)],
)
def test_only_belgium_is_asked_for(store: TileStore, service: Service, zoom: int, x: int, y: int) -> None:
    assert not is_covered(zoom, x, y)
    assert store.tile(zoom, x, y) is None
    assert service.asked == []


def test_the_store_drops_its_oldest_tiles(store: TileStore) -> None:
    folder = store.root / "12" / "1"
    folder.mkdir(parents=True)
    for age, name in enumerate(["new", "middle", "old"]):
        path = folder / f"{name}.png"
        path.write_bytes(b"x" * 500)
        os.utime(path, (10_000 - age, 10_000 - age))
    store.shrink()
    assert [path.stem for path in folder.iterdir()] == ["new"]
    store.shrink()
    assert [path.stem for path in folder.iterdir()] == ["new"]


@pytest.mark.django_db  # an address that is none may have led somewhere
def test_the_address_of_a_tile(settings: Any, service: Service, tmp_path: Path) -> None:
    client = Client()
    path = f"/tuiles/{ZOOM}/{X}/{Y}.png"
    assert client.get(path).status_code == 404  # no service is configured
    settings.TILES_UPSTREAM_URL, settings.TILES_ROOT = service.url, tmp_path
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/png", PICTURE)
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert client.get("/tuiles/12/0/0.png").status_code == 404
    assert client.get(f"/tuiles/{'9' * 5000}/0/0.png").status_code == 404
    assert client.get("/tuiles/-1/0/0.png").status_code == 404
