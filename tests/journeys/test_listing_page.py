"""A listing in the real browser: found from the home page, read, gone back from; its map, its paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

# One of each state where the demonstration has it, and of each sector.
SEARCHES = {
    "libre": "/recherche/?dispo=maintenant",
    "plus-tard": "/recherche/?dispo=plus-tard",
    "inconnue": "/recherche/?dispo=inconnue",
    "accueillante": "/recherche/?groupe=accueillants",
    "temps-libre": "/recherche/?secteur=temps-libre",
    "consultation": "/recherche/?secteur=accompagnement",
}


def first_listing(page: Page) -> str:
    """The address of the first result."""
    link = page.locator('a[href^="/lieu/"]').first
    expect(link).to_be_attached()
    return str(link.get_attribute("href"))


@pytest.mark.parametrize(
    ("name", "width"), [*((name, width) for name in SEARCHES for width in (DESKTOP, PHONE)), ("libre", 320)]
)
def test_listing_is_accessible(visitor: Visitor, name: str, width: int) -> None:
    listing = first_listing(visitor.open(SEARCHES[name], javascript=False))
    for dark in (False, True):
        page = visitor.open(listing, width=width, dark=dark)
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"fiche-{name}")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_home_to_a_listing_and_back(visitor: Visitor, javascript: bool) -> None:
    page = visitor.open("/", javascript=javascript, width=PHONE)
    page.get_by_label("Temps libre").check()
    page.get_by_label("Où").fill("5000")
    page.get_by_role("button", name="Chercher").click()
    page.wait_for_url(re.compile(r"/recherche/\?.*secteur=temps-libre"))
    results = page.url
    page.goto(first_listing(page), referer=results)
    back = page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link")
    expect(back).to_contain_text("Résultats")
    back.click()
    page.wait_for_url(results)


def test_the_small_map_is_drawn_when_it_comes_into_view(visitor: Visitor) -> None:
    page = visitor.open(first_listing(visitor.open(SEARCHES["libre"], javascript=False)), width=PHONE)
    expect(page.locator(".leaflet-container")).to_have_count(0)
    page.locator("[data-minimap]").scroll_into_view_if_needed()
    expect(page.locator("[data-minimap] .leaflet-backdrop-pane path").first).to_be_attached()
    expect(page.locator("[data-minimap] .marker, [data-minimap] .minimap__around").first).to_be_attached()
    assert page.locator(".minimap a, .minimap button, .minimap [tabindex]").count() == 0


def test_without_javascript_words_stand_for_the_map(visitor: Visitor) -> None:
    page = visitor.open(first_listing(visitor.open(SEARCHES["libre"], javascript=False)), javascript=False)
    expect(page.locator(".minimap")).to_be_hidden()
    expect(page.locator("address")).to_be_visible()


def test_paper_has_the_words_and_none_of_the_controls(visitor: Visitor) -> None:
    page = visitor.open(first_listing(visitor.open(SEARCHES["libre"], javascript=False)), width=PHONE)
    page.emulate_media(media="print")
    for kept in (".status", ".listing__printed", "#contact"):
        expect(page.locator(kept)).to_be_visible()
    for dropped in (".callbar", ".mainnav", ".minimap", ".breadcrumb"):
        expect(page.locator(dropped)).to_be_hidden()
    screenshot(page, "fiche-imprimee")
