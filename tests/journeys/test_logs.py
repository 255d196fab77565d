"""What a parent typed stays out of the server's log."""

import socket
import urllib.parse
import urllib.request

import pytest

from tests.journeys.site import RunningSite

pytestmark = pytest.mark.services

TYPED = "Sentier des Canaris 7731, 5000 Namur"


def test_the_log_tells_paths_and_no_query(site: RunningSite) -> None:
    query = urllib.parse.urlencode({"q": TYPED})
    for path in ("/recherche/", "/recherche/suggestions.json", "/recherche/carte.json"):
        request = urllib.request.Request(
            f"{site.url}{path}?{query}", headers={"Referer": f"{site.url}/?{query}"}
        )
        with urllib.request.urlopen(request) as response:
            assert response.status == 200
    assert "GET /recherche/ " in site.log
    assert "canaris" not in site.log.lower()
    assert "7731" not in site.log
    assert "?" not in site.log


def test_a_request_that_is_no_http_is_not_written_down(site: RunningSite) -> None:
    address = urllib.parse.urlsplit(site.url)
    with socket.create_connection((address.hostname or "", address.port or 80), timeout=10) as client:
        client.sendall(
            "GET /recherche/?q=rue%20de%20l’église%207731 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        assert b" 400 " in client.recv(65_536).split(b"\r\n")[0]
    assert "Requête refusée" in site.log
    assert "7731" not in site.log
    assert "127.0.0.1 " not in site.log


def test_a_very_long_text_gets_a_page(site: RunningSite) -> None:
    query = urllib.parse.urlencode({"q": "é" * 10_000})
    with urllib.request.urlopen(f"{site.url}/recherche/?{query}") as response:
        assert response.status == 200
        assert "Content-Security-Policy" in response.headers
        assert "<h1" in response.read().decode()
