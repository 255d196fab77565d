"""The search page over HTTP: complete without a script, whatever the URL holds."""

import pytest

from tests.facilities.making import make_listing
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(set_clock) -> None:
    set_clock("2026-03-02T10:00Z")


def test_the_list_shows_what_is_public(client: StrictClient) -> None:
    make_listing()
    page = client.get("/recherche/").content.decode()
    assert "1\u00a0lieu en Wallonie et à Bruxelles" in page
    assert "Les Petits Pas" in page
