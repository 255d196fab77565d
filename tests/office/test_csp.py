"""Only a call of a known function with data passes as an inline script."""

from base64 import b64encode
from hashlib import sha256

import pytest
from django.test import Client

from portal.office.csp import is_known, known_hashes
from tests.office.conftest import MakeListing

KNOWN = [
    'initDateChooser("id_available_from", {"dayOfWeekStart": 1, "format": "Y-m-d"});',
    'initTimeChooser("id_\\u002Dx", {});',
    'new ImageChooser("id_picture", {"modalUrl": "/office/images/chooser/"});',
    '\n  (function() {\n var panel = new InlinePanel(JSON.parse("{\\u0022a\\u0022: 1}"));\n })();\n',
]
UNKNOWN = [
    "",
    "alert(1)",
    'initDateChooser("x", {}); alert(1);',
    'initDateChooser("x", alert(1));',
    'initDateChooser("x" + alert(1));',
    'initDateChooser("x", {"a": `${alert(1)}`});',
    'initDateChooser(alert, "x");',
    'alert(1); initDateChooser("x", {});',
    'initDateChooser("x", {});\nalert(1);',
    'initDateChooser("</script><script>alert(1)</script>");',
    'new Function("alert(1)", {});',
    'new ImageChooser("x", {"a": function () {}});',
    'initDateChooser("x", {"a": 1 /* b */});',
    '(function() { var panel = new InlinePanel(JSON.parse("x"), alert(1)); })();',
    '(function() { var panel = new InlinePanel(JSON.parse("x"));alert(1) })();',
]


@pytest.mark.parametrize("body", KNOWN)
def test_known(body: str) -> None:
    assert is_known(body)


@pytest.mark.parametrize("body", UNKNOWN)
def test_anything_else_stays_blocked(body: str) -> None:
    assert not is_known(body)
    assert known_hashes(f"<script>{body}</script>") == []


def test_the_page_of_a_listing_names_the_hash_of_its_date_field(
    office: Client, make_listing: MakeListing
) -> None:
    response = office.get(f"/office/snippets/facilities/listing/edit/{make_listing().pk}/")
    hashes = known_hashes(response.content.decode())
    assert hashes
    policy = response["Content-Security-Policy"]
    assert all(found in policy for found in hashes)
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy


def test_the_hash_is_the_browsers() -> None:
    digest = b64encode(sha256(KNOWN[0].encode()).digest()).decode()
    assert known_hashes(f"<script>{KNOWN[0]}</script>") == [f"'sha256-{digest}'"]


def test_parents_pages_get_none(client: Client, db: None) -> None:
    assert "sha256" not in client.get("/")["Content-Security-Policy"]
