"""Every page of MY.ONE in the real browser: no fault, no stranger, accessible, at both widths."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import LOOKS, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

PAGES = {
    "accueil": "/",
    "accessibilite": "/accessibilite/",
    "vie-privee": "/vie-privee/",
    "mentions-legales": "/mentions-legales/",
    "donnees-ouvertes": "/donnees-ouvertes/",
    "introuvable": "/nulle-part/",
}


@pytest.mark.parametrize(("width", "dark"), LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(visitor: Visitor, name: str, width: int, dark: bool) -> None:
    page = visitor.open(PAGES[name], width=width, dark=dark)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name)


def test_the_keyboard_reaches_the_content_first(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#contenu")
