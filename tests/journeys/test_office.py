"""OFFICE.ONE in the real browser: an agent signs in, reads a listing, and sees a change before parents do.

The visitor fails on any violation of the content security policy: Wagtail's inline scripts are let through by
hash, and the date picker proves that they ran.
"""

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

LIST = "/office/snippets/facilities/listing/"


@pytest.fixture(params=[DESKTOP, PHONE])
def office(visitor: Visitor, request: pytest.FixtureRequest) -> Page:
    """A window in which the demonstration's agent has signed in."""
    visitor.site.manage("demo_people")
    page = visitor.open("/office/", width=request.param)
    assert_accessible(page)
    sign_in_strongly(page, "agent")
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    return page


def test_every_page_of_the_registers(office: Page) -> None:
    office.goto(LIST)
    first = office.locator(f"a[href^='{LIST}edit/']").first.get_attribute("href")
    assert first
    for name, address in {
        "office-fiches": LIST,
        "office-fiches-filtrees": f"{LIST}?availability=maintenant&sector=petite-enfance",
        "office-fiche": first.replace("/edit/", "/inspect/"),
        "office-modifier": first,
        "office-historique": first.replace("/edit/", "/history/"),
        "office-repertoire": "/office/gazetteer/?q=namur",
    }.items():
        office.goto(address)
        expect(office.get_by_role("main")).to_be_visible()
        screenshot(office, name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_state_of_the_search(office: Page, scheme: Literal["light", "dark"]) -> None:
    office.emulate_media(color_scheme=scheme)
    office.goto("/office/search/")
    expect(office.get_by_role("main")).to_contain_text("Elle suit chaque modification aussitôt")
    assert_accessible(office)
    assert_fits(office)
    screenshot(office, "office-recherche")


def test_the_date_picker_runs(office: Page) -> None:
    office.goto(LIST)
    office.locator(f"a[href^='{LIST}edit/']").first.click()
    office.locator("#id_available_from").click()
    expect(office.locator(".xdsoft_datetimepicker").first).to_be_visible()


def test_the_preview_is_the_parents_page(office: Page) -> None:
    if office.viewport_size and office.viewport_size["width"] == PHONE:
        pytest.skip("the preview stands beside the form, where there is room")
    office.goto(LIST)
    office.locator(f"a[href^='{LIST}edit/']").first.click()
    office.locator("#id_name").fill("Le nom que personne n’a encore enregistré")
    office.locator("[data-side-panel-toggle=preview]").click()
    preview = office.frame_locator("iframe.w-preview__iframe:not([hidden])").first
    expect(preview.get_by_role("heading", level=1)).to_contain_text("Le nom que personne")
    screenshot(office, "office-apercu")
