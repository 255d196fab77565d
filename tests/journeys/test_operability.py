"""A site as production logs and limits it: several processes, lines for machines, floods and forged lines."""

import json
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys.site import RunningSite, running_site

pytestmark = pytest.mark.services

EACH = 40
TYPED = "Sentier des Canaris 7731"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(
        tmp_path_factory.mktemp("strict"),
        LOG_FORMAT="json",
        LIMITS_ENABLED="1",
        LIMIT_SEARCH=f"{EACH}/1h",
        WEB_WORKERS="3",
        WEB_LOG_LEVEL="info",
        METRICS_TOKEN="jeton-d-essai",
    ) as site:
        yield site


def ask(site: RunningSite, path: str, visitor: str = "203.0.113.7", **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(
        site.url + path, headers={"X-Forwarded-For": f"198.51.100.1, {visitor}"} | headers
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        error.read()
        return error.code, error.headers


def lines(site: RunningSite) -> list[dict[str, Any]]:
    """Every line the server has written to its end, each of which must be JSON."""
    whole, _, _ = site.log.rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]


def accesses(site: RunningSite, wanted: set[str]) -> dict[str, dict[str, Any]]:
    """The lines of these requests, by reference: each is written after its answer has left."""
    deadline = time.monotonic() + 10
    while True:
        told = {
            line["request_id"]: line
            for line in lines(site)
            if line["logger"] == "gunicorn.access" and "request_id" in line
        }
        if wanted <= told.keys() or time.monotonic() > deadline:
            return told
        time.sleep(0.05)


def test_every_line_is_json_and_tells_its_request(strict: RunningSite) -> None:
    query = urllib.parse.urlencode({"q": TYPED})
    given = {"X-Request-ID": "essai-0123456789", "Referer": f"{strict.url}/?{query}"}
    status, headers = ask(strict, f"/recherche/?{query}", "203.0.113.99", **given)
    assert (status, headers["X-Request-ID"]) == (200, "essai-0123456789")
    status, headers = ask(strict, "/nulle-part/93051822361/")
    assert status == 404
    told = accesses(strict, {"essai-0123456789", headers["X-Request-ID"]})
    line = told["essai-0123456789"]
    assert line["http"].keys() == {"method", "path", "status", "bytes", "ms"}
    assert (line["http"]["method"], line["http"]["path"], line["http"]["status"]) == (
        "GET",
        "/recherche/",
        200,
    )
    assert told[headers["X-Request-ID"]]["http"]["path"] == "/nulle-part/(…)/"
    missing = [line for line in lines(strict) if line["logger"] == "django.request"]
    assert missing[-1]["request_id"] == headers["X-Request-ID"]
    for private in ("canaris", "7731", "203.0.113", "198.51.100", "93051822361", "127.0.0.1 "):
        assert private not in strict.log.lower()
    assert any(line["logger"] == "gunicorn.error" for line in lines(strict))


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /%0A%7B%22level%22:%22INFO%22%7D HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%1B%5B2J%E2%80%AE%0D%0Ax HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: a\x0bb\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: \xff\xff\xff\xff\xff\xff\xff\r\n\r\n",
        b"G\x1bT / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_no_request_can_forge_a_line(strict: RunningSite, raw: bytes) -> None:
    before = len(lines(strict))
    address = urllib.parse.urlsplit(strict.url)
    with socket.create_connection((address.hostname or "", address.port or 80), timeout=10) as client:
        client.sendall(raw)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65_536):
            pass
    ask(strict, "/healthz")
    # The line of a request is written after its answer has left.
    deadline = time.monotonic() + 10
    while not (added := lines(strict)[before:]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert added
    assert strict.log.isascii()
    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in added)


def test_all_processes_count_together(strict: RunningSite) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: ask(strict, "/recherche/carte.json?parties=compte")[0], range(3 * EACH))
        )
    assert sorted(set(answers)) == [200, 429]
    # What grows back meanwhile: one in 90 s.
    assert EACH <= answers.count(200) <= EACH + 2
    # Of what has grown back by now, the last is taken.
    asked = (ask(strict, "/recherche/?q=5000") for _ in range(3))
    status, headers = next(answer for answer in asked if answer[0] != 200)
    assert status == 429
    assert 0 < int(headers["Retry-After"]) <= 90
    # Another visitor of the same proxy, and pages without a limit.
    assert ask(strict, "/recherche/?q=5000", "203.0.113.8")[0] == 200
    assert ask(strict, "/", "203.0.113.7")[0] == 200
    request = urllib.request.Request(
        strict.url + "/metrics", headers={"Authorization": "Bearer jeton-d-essai"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        figures = answer.read().decode()
    assert 'limits_refused_total{limit="search",whose="client"}' in figures
    assert not [
        line for line in lines(strict) if line["logger"] == "django.request" and "Too Many" in line["message"]
    ]


def test_a_site_whose_store_is_no_place_answers_and_says_so_once_a_process(strict: RunningSite) -> None:
    folder = strict.var / "limits"
    folder.rename(strict.var / "limits-aside")
    folder.touch()
    for file in (strict.var / "limits-aside").iterdir():
        file.unlink()
    try:
        assert {ask(strict, "/recherche/carte.json?parties=compte")[0] for _ in range(3 * EACH)} == {200}
        told = [line for line in lines(strict) if line["logger"].startswith("portal.limits")]
        assert 1 <= len(told) <= 3
    finally:
        folder.unlink()
