"""From a telephone to the agent conseil and on to parents; refused with a reason, and tried again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.test_photos import picture, send, withdraw_all
from tests.journeys.test_signaletique import enter
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"office-{name}")


def test_from_a_telephone_to_parents_by_the_agent_conseil(people: None, visitor: Visitor) -> None:
    nadia = enter(visitor, "nadia", width=PHONE)
    here = nadia.url.split("#")[0]
    nadia.goto(f"{here}photos/")
    withdraw_all(nadia)
    for number in range(2):
        send(nadia, picture(number), f"Vue {number + 1}")
    sophie = visitor.open("/office/", width=DESKTOP)
    sign_in_strongly(sophie, "sophie")
    sophie.get_by_role("main").get_by_role("link", name="Photos à valider").click()
    look(sophie, "file-photos")
    sophie.locator(".office-lines a").first.click()
    expect(sophie.locator(".office-queue__picture")).to_be_visible()
    look(sophie, "photo")
    sophie.keyboard.press("a")
    expect(sophie.locator(".office-done")).to_contain_text("Photo approuvée")
    parent = visitor.open("/", width=PHONE)
    nadia.goto(here)
    parent.goto(nadia.get_by_role("link", name="Voir la fiche comme un parent").get_attribute("href") or "")
    expect(parent.get_by_alt_text("Vue 1")).to_be_visible()
    expect(parent.get_by_alt_text("Vue 2")).to_have_count(0)
    # The second one is refused, in words that its sender reads.
    form = sophie.locator("form", has=sophie.get_by_role("heading", name="Refuser"))
    form.get_by_text("Enfant reconnaissable", exact=False).first.click()
    form.get_by_role("button", name=re.compile("^Refuser")).click()
    expect(sophie.locator(".office-done")).to_contain_text("Photo refusée")
    nadia.goto("/pro/notifications/")
    expect(nadia.get_by_role("main")).to_contain_text("est refusée")
    nadia.goto(f"{here}photos/")
    expect(nadia.get_by_role("main")).to_contain_text("Un enfant peut être reconnu sur cette photo.")
    send(nadia, picture(3), "Vue 3")
    expect(nadia.get_by_role("main")).to_contain_text("Vue 3")
    withdraw_all(nadia)
    parent.reload()
    expect(parent.get_by_alt_text("Vue 1")).to_have_count(0)
