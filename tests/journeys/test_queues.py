"""Queues in the real browser: decided by keys alone, undone, in batches, at two widths."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser
LIST = "/office/files-d-attente/messages/"
MANY = 80
_MESSAGES = f"""
from portal.accounts.enums import LoginLevel
from portal.accounts.identification import state_niss
from portal.accounts.person import person_of
from portal.helpdesk.conversions import note_failed_conversion
from portal.kernel.actors import SystemActor
from datetime import timedelta
from portal.accounts.models import User
from portal.helpdesk.models import HelpdeskMessage
from portal.kernel import clock
from portal.kernel.service import writing
nadia = User.objects.get(username="nadia")
holder, late = (User.objects.create_user(name, f"{{name}}@demo.example") for name in ("premier", "second"))
state_niss(actor=SystemActor("essai"), user=holder, text="85073003328")
note_failed_conversion(actor=person_of(late, LoginLevel.PASSWORD), niss="85073003328")
with writing():
    for number in range({MANY}):
        HelpdeskMessage.objects.create(
            user=nadia, category="question", text=f"Question {{number}}",
            sent_at=clock.now() - timedelta(days=9, minutes=number),
            waits_since=clock.now() - timedelta(days=9, minutes=number),
        )
"""


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"office-file-{name}")


@pytest.fixture(scope="module")
def messages(people: None, site: RunningSite) -> None:
    site.python(_MESSAGES)


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def open_office(visitor: Visitor, width: int = DESKTOP) -> Page:
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "helpdesk")
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    return page


def title(page: Page) -> str:
    return page.locator("#element").inner_text() + page.url.partition("?")[0]


def waiting_in(page: Page) -> int:
    """How many wait, as the menu tells it, the title of the page, and the heading that is read aloud."""
    line = page.locator(f"#wagtail-sidebar a[href='{LIST}']")
    shown = re.search(r"\((\d+)\)", line.locator(".menuitem-label").inner_text())
    assert shown
    assert f"({shown[1]} en attente)" in (line.get_attribute("aria-label") or "")
    assert page.title().startswith(f"Messages au helpdesk ({shown[1]}), un par un - ")
    assert f"({shown[1]})" in page.locator("h1").inner_text()
    return int(shown[1])


def test_decided_undone_and_passed_by_keys_alone(messages: None, visitor: Visitor, width: int) -> None:
    page = open_office(visitor, width)
    look(page, "accueil")
    page.get_by_role("main").get_by_role("link", name="Messages au helpdesk").press("Enter")
    page.locator(".office-lines a").first.focus()
    look(page, "liste")
    page.keyboard.press("Enter")
    expect(page.locator("#element")).to_be_visible()
    look(page, "element")
    first, waiting = title(page), waiting_in(page)
    page.keyboard.press("t")
    expect(page.locator(".office-done")).to_contain_text("Message traité")
    # What follows has the focus, so that it is read aloud.
    expect(page.locator("#element")).to_be_focused()
    second = title(page)
    assert second != first
    assert waiting_in(page) == waiting - 1
    look(page, "suivant")
    page.keyboard.press("z")
    expect(page.locator(".office-done")).to_contain_text("Décision annulée")
    assert title(page) == first
    assert waiting_in(page) == waiting
    page.keyboard.press("j")
    expect(page).not_to_have_url(first)
    page.keyboard.press("k")
    expect(page.locator(".office-lines__here")).to_be_visible()
    page.go_back()
    expect(page.locator("#element")).to_be_visible()


def test_a_batch_is_shown_before_it_is_decided(messages: None, visitor: Visitor, width: int) -> None:
    page = open_office(visitor, width)
    page.goto(LIST)
    for box in page.locator("input[name=item]:enabled").all()[:3]:
        box.check()
    page.get_by_role("button", name="Marquer comme traité…").click()
    expect(page.get_by_role("main")).to_contain_text("3 éléments")
    look(page, "lot")
    page.get_by_role("button", name="Marquer comme traité : confirmer").click()
    expect(page.locator(".office-done")).to_contain_text("3 décisions prises maintenant")
    look(page, "lot-fait")


def test_a_refusal_by_its_digit_and_its_letter(messages: None, visitor: Visitor, width: int) -> None:
    page = open_office(visitor, width)
    page.get_by_role("main").get_by_role("link", name="Conversions qui ont échoué").click()
    page.locator(".office-lines a").first.click()
    expect(page.locator("#element")).to_be_visible()
    look(page, "conversion")
    page.keyboard.press("e")
    expect(page.locator(".office-decide .error-message")).to_contain_text("Choisissez un motif")
    expect(page.locator("#id_expliquer_reason")).to_be_focused()
    look(page, "sans-motif")
    # Keys are letters again outside of the text.
    page.locator("#element").focus()
    page.keyboard.press("1")
    page.keyboard.press("e")
    expect(page.locator(".office-done")).to_contain_text("Explication envoyée")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".office-done")).to_contain_text("Décision annulée")


def test_without_javascript(messages: None, visitor: Visitor) -> None:
    page = visitor.open("/office/", javascript=False)
    sign_in_strongly(page, "helpdesk")
    page.goto(LIST)
    page.locator(".office-lines a").first.click()
    before = page.url
    page.get_by_role("button", name="Marquer comme traité").click()
    expect(page.locator(".office-done")).to_contain_text("Message traité")
    assert page.url.partition("?")[0] != before.partition("?")[0]
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".office-done")).to_contain_text("Décision annulée")
