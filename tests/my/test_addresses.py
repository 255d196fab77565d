"""Every named address of MY.ONE, visited: a new one without a line here fails."""

from typing import Any

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.facilities.making import make_listing
from tests.strictness.pages import StrictClient

# Name → the arguments to visit it with, and what it answers; `{listing}`: the id of a public listing.
VISITS: dict[str, list[tuple[dict[str, Any], int]]] = {
    "home": [({}, 200)],
    "search": [({}, 200)],
    "search_map": [({}, 200)],
    "search_geojson": [({}, 200)],
    "suggestions": [({}, 200)],
    "listing": [
        ({"pk": "{listing}", "slug": "les-petits-pas"}, 200),
        ({"pk": "{listing}", "slug": "ancien-nom"}, 302),
        ({"pk": 999_999, "slug": "les-petits-pas"}, 404),
    ],
    # Nothing is published here; `test_media.py` looks at what is.
    "media": [({"folder": "photos", "copy": "0" * 32, "file": "480.webp"}, 404)],
    "accessibility": [({}, 200)],
    "privacy": [({}, 200)],
    "legal": [({}, 200)],
    "open_data": [({}, 200)],
    # None is written here; `test_open_data.py` looks at what is.
    "open_data_file": [({"name": "lieux.csv"}, 404), ({"name": "autre.csv"}, 404)],
    "robots": [({}, 200)],
    "sitemap": [({}, 200)],
    "sitemap_section": [({"section": "pages"}, 200), ({"section": "inconnue"}, 404)],
    "security_txt": [({}, 200)],
    "tile": [({"zoom": 8, "x": 131, "y": 85}, 404)],  # no service of tiles is configured
}
# A street number travels in the body of a POST, and the answer leads to an address without it.
POSTED = {"search": 303}
CASES = [(name, arguments, status) for name, visits in VISITS.items() for arguments, status in visits]
pytestmark = pytest.mark.django_db


def names() -> set[str]:
    return {name for name in get_resolver().namespace_dict["my"][1].reverse_dict if isinstance(name, str)}


def test_every_address_is_declared() -> None:
    assert names() == VISITS.keys()


def address(name: str, arguments: dict[str, Any]) -> str:
    if arguments.get("pk") == "{listing}":
        arguments = arguments | {"pk": make_listing().pk}
    try:
        return reverse(f"my:{name}", kwargs=arguments)
    except NoReverseMatch as error:
        raise AssertionError(f"my:{name} takes other arguments than {arguments}") from error


@pytest.mark.parametrize(("name", "arguments", "status"), CASES)
def test_address_answers(client: StrictClient, name: str, arguments: dict[str, Any], status: int) -> None:
    response = client.get(address(name, arguments))
    assert response.status_code == status
    if status == 200:
        assert b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(("name", "arguments", "status"), CASES)
def test_nothing_can_be_posted(
    client: StrictClient, name: str, arguments: dict[str, Any], status: int
) -> None:
    response = client.post(address(name, arguments))
    assert response.status_code == POSTED.get(name, 405)
