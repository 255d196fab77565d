"""What a parent typed stays out of the server's log."""

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
