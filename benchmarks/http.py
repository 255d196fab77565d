"""The pages as 8 parents ask for them at once: `python -m benchmarks.http [--url http://…] [--seconds 5]`.

Without `--url`, a scratch site is made with fictitious listings and served as `make demo` does. The clients
share the cores with the server: what is printed is what both together reach. Figures to compare with: search
page at least 60 requests a second and p95 under 250 ms, map refresh at least 150; HTML, CSS and JS at most
150 kB together.
"""

import argparse
import json
import random
import re
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin, urlsplit

import brotli

from tests.journeys.site import running_site

CLIENTS = 8
WARM_UP = 5
SEED = 20_261_122

# Name, latitude, longitude: towns and villages of Wallonia and Brussels.
PLACES = [
    ("Namur", 50.467, 4.868), ("Liège", 50.633, 5.568), ("Charleroi", 50.411, 4.445),
    ("Mons", 50.454, 3.952), ("Ixelles", 50.833, 4.366), ("Schaerbeek", 50.867, 4.377),
    ("Anderlecht", 50.836, 4.309), ("Tournai", 50.607, 3.389), ("La Louvière", 50.479, 4.188),
    ("Verviers", 50.589, 5.863), ("Arlon", 49.684, 5.817), ("Bastogne", 50.004, 5.715),
    ("Dinant", 50.261, 4.912), ("Huy", 50.519, 5.241), ("Wavre", 50.717, 4.609),
    ("Nivelles", 50.598, 4.328), ("Ottignies", 50.667, 4.567), ("Ath", 50.630, 3.778),
    ("Seraing", 50.598, 5.509), ("Durbuy", 50.353, 5.456), ("Gembloux", 50.561, 4.699),
    ("Ciney", 50.295, 5.100), ("Marche-en-Famenne", 50.227, 5.344), ("Uccle", 50.800, 4.337),
]  # fmt: skip
FILTERS = [
    {}, {}, {"dispo": "maintenant"}, {"groupe": "creches"}, {"tarif": "revenus"}, {"ouverture": "tot"},
    {"secteur": "petite-enfance"}, {"caracteristique": "exterieur"}, {"dispo": "maintenant", "age": "1"},
    {"groupe": "accueillants", "tri": "distance"}, {"capacite": "14"}, {"tri": "nom", "page": "2"},
]  # fmt: skip
# Degrees of longitude across the map, from a quarter of a town to a province.
SPANS = [0.04, 0.12, 0.4, 1.2]


@dataclass(frozen=True)
class Figures:
    """One kind of request: how many a second, how long each took (milliseconds), how many failed."""

    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    errors: int


class Connection:
    """One browser's connection, kept open: as little work as possible beside the server's own."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._host = address.netloc
        self._target = (address.hostname or "127.0.0.1", address.port or 80)
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body, as it came (compressed)."""
        if self._socket is None:
            self._socket = socket.create_connection(self._target, timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept-Encoding: gzip, br\r\n\r\n".encode()
        )
        head, _, rest = self._read_until(b"\r\n\r\n").partition(b"\r\n\r\n")
        fields = {name.lower(): value.strip() for name, _, value in
                  (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])}  # fmt: skip
        length = int(fields["content-length"])
        while len(rest) < length:
            rest += self._receive()
        self._rest = rest[length:]
        if fields.get("connection", "").lower() == "close":
            self.close()
        return int(head.split(b" ", 2)[1]), rest[:length]

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _read_until(self, mark: bytes) -> bytes:
        data, self._rest = self._rest, b""
        while mark not in data:
            data += self._receive()
        return data

    def _receive(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65_536)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


def search_page(draw: random.Random) -> str:
    name, _, _ = draw.choice(PLACES)
    return "/recherche/?" + urlencode({"q": name} | draw.choice(FILTERS))


def map_refresh(draw: random.Random) -> str:
    _, latitude, longitude = draw.choice(PLACES)
    width = draw.choice(SPANS)
    west = longitude - width / 2 + draw.uniform(-width, width) / 4
    south = latitude - width / 4 + draw.uniform(-width, width) / 8
    box = ",".join(f"{degrees:.3f}" for degrees in (west, south, west + width, south + width / 2))
    return "/recherche/carte.json?" + urlencode({"bbox": box} | draw.choice(FILTERS))


def home(draw: random.Random) -> str:
    return "/"


def listing_pages(url: str) -> Callable[[random.Random], str]:
    """Addresses of listings, from the sitemap."""
    status, body = Connection(url).get("/sitemap-lieux.xml")
    if status != 200:
        raise ConnectionError(f"/sitemap-lieux.xml answers {status}")
    paths = sorted({urlsplit(found).path for found in re.findall(r"<loc>([^<]+)</loc>", _plain(body))})
    listings = [path for path in paths if path.startswith("/lieu/")]
    return lambda draw: quote(draw.choice(listings))


def measure(url: str, path_of: Callable[[random.Random], str], seconds: float) -> Figures:
    """Let `CLIENTS` clients ask one thing after the other for so long, after `WARM_UP` answers each."""
    times: list[list[float]] = [[] for _ in range(CLIENTS)]
    errors = [0] * CLIENTS
    together = threading.Barrier(CLIENTS)

    def ask(client: int) -> None:
        draw = random.Random(SEED + client)
        connection = Connection(url)
        for _ in range(WARM_UP):
            connection.get(path_of(draw))
        together.wait(timeout=60)
        end = time.perf_counter() + seconds
        while (begun := time.perf_counter()) < end:
            try:
                status, _ = connection.get(path_of(draw))
            except OSError:
                status = 0
                connection.close()
            times[client].append(time.perf_counter() - begun)
            errors[client] += status != 200
        connection.close()

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(1000 * one for client in times for one in client)
    return Figures(
        requests=len(taken),
        per_second=round(len(taken) / seconds, 1),
        p50_ms=round(statistics.median(taken), 1),
        p95_ms=round(taken[int(0.95 * len(taken))], 1),
        errors=sum(errors),
    )


def weigh(url: str, path: str) -> dict[str, int]:
    """Bytes that travel for one page, compressed: HTML, CSS, JS; and the map's backdrop apart."""
    connection = Connection(url)
    _, html = connection.get(path)
    text = _plain(html)
    weights = {"html": len(html), "css": 0, "js": 0, "backdrop": 0}
    parts = {
        "css": re.findall(r'<link[^>]+rel="stylesheet"[^>]*href="([^"]+)"', text),
        "js": re.findall(r'<script[^>]+src="([^"]+)"', text),
        "backdrop": re.findall(r'data-[a-z-]*(?:map|backdrop|fond)[a-z-]*="(/static/[^"]+json)"', text),
    }
    for kind, addresses in parts.items():
        for address in set(addresses):
            status, body = connection.get(urlsplit(urljoin(url + path, address)).path)
            if status != 200:
                raise ConnectionError(f"{address} answers {status}")
            weights[kind] += len(body)
    connection.close()
    return weights


def _plain(body: bytes) -> str:
    try:
        return brotli.decompress(body).decode()
    except brotli.error:
        return body.decode()


@contextmanager
def _site(url: str | None) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="one-bench-") as scratch:
        print("Un site d’essai avec toutes les fiches fictives…", file=sys.stderr)
        with running_site(Path(scratch), share=1.0) as site:
            yield site.url


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", help="a site that runs already")
    parser.add_argument("--seconds", type=float, default=5.0, help="for each kind of request")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with _site(options.url) as url:
        kinds = {
            "search page": search_page,
            "map refresh": map_refresh,
            "listing page": listing_pages(url),
            "home": home,
        }
        figures = {name: measure(url, path_of, options.seconds) for name, path_of in kinds.items()}
        pages = {
            "search page": "/recherche/?q=Namur",
            "home": "/",
            "listing page": kinds["listing page"](random.Random(SEED)),
        }
        weights = {name: weigh(url, path) for name, path in pages.items()}
    if options.json:
        print(json.dumps({"figures": {k: asdict(v) for k, v in figures.items()}, "weights": weights}))
        return
    print(f"{CLIENTS} clients, on the same cores as the server")
    print(f"{'':14}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}{'requests':>10}{'errors':>8}")
    for name, one in figures.items():
        print(f"{name:14}{one.per_second:12}{one.p50_ms:9}{one.p95_ms:9}{one.requests:10}{one.errors:8}")
    print(f"\n{'bytes, compressed':18}{'HTML':>9}{'CSS':>9}{'JS':>9}{'total':>9}{'backdrop':>10}")
    for name, weight in weights.items():
        total = weight["html"] + weight["css"] + weight["js"]
        print(f"{name:18}{weight['html']:9}{weight['css']:9}{weight['js']:9}{total:9}{weight['backdrop']:10}")


if __name__ == "__main__":
    main()
