"""The whole signalétique by keyboard alone: every control is reached, seen, and does what it is for."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_sections import nadias_place, place  # noqa: F401 -- fixtures
from tests.journeys.test_signaletique import enter
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

# What can have the focus and had not; of a group of radio buttons the one that is ticked, or the first.
_NOT_REACHED = """() => {
  const fields = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex^='-'])"
  const stands = (one) => one.checkVisibility({ visibilityProperty: true }) && one.type !== "hidden"
    && !one.disabled && one.tabIndex >= 0 && !one.closest("[inert]")
  return [...document.querySelectorAll(fields)].filter((one) => {
    if (one.dataset.reached || !stands(one)) return false
    const group = one.type === "radio" ? [...document.getElementsByName(one.name)] : [one]
    return group.every((radio) => !radio.dataset.reached)
  }).map((one) => one.outerHTML.slice(0, 160))
}"""
# Where the focus is, whether it is seen there, and what kind of control has it.
_FOCUSED = """() => {
  const one = document.activeElement
  if (one === document.body) return null
  const is_new = !one.dataset.reached
  one.dataset.reached = "1"
  const { left, right, top, bottom } = one.getBoundingClientRect()
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2
  const under = document.elementFromPoint(middle(left, right, innerWidth), middle(top, bottom, innerHeight))
  const label = one.closest("label") ?? one.labels?.[0]
  const marked = [one, one.nextElementSibling, one.parentElement, label].filter(Boolean).some((part) => {
    const style = getComputedStyle(part)
    return style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
  })
  return {
    kind: one.localName === "input" ? one.type : one.localName,
    told: one.outerHTML.slice(0, 160),
    is_new,
    is_covered: !(one.contains(under) || under?.contains(one) || label?.contains(under)),
    is_marked: marked,
  }
}"""
_VALUE = "() => document.activeElement[document.activeElement.type === 'checkbox' ? 'checked' : 'value']"
_GROUP = (
    """() => [...document.getElementsByName(document.activeElement.name)].findIndex((one) => one.checked)"""
)
# Of the page, not of its head, whose menus would cover it.
_IS_CLOSED_PART = "() => Boolean(document.activeElement.closest('main details:not([open])'))"
_TYPED = ("text", "email", "tel", "url", "search", "number", "textarea")


def walk(page: Page) -> Iterator[str]:
    """By the tabulator from the beginning of the page to its end: the kind of each control."""
    # A day has a stop for each of its parts. With any other that comes again, the page is through, or a trap.
    while (focused := _tab(page)) and (focused["is_new"] or focused["kind"] == "date"):
        if focused["is_new"]:
            assert focused["is_marked"], f"{page.url}: the focus is not seen on {focused['told']}"
            assert not focused["is_covered"], f"{page.url}: the focus is covered on {focused['told']}"
            yield focused["kind"]
    assert page.evaluate(_NOT_REACHED) == [], page.url


def _tab(page: Page) -> dict[str, Any] | None:
    page.keyboard.press("Tab")
    focused: dict[str, Any] | None = page.evaluate(_FOCUSED)
    return focused


def operate(page: Page, kind: str) -> None:
    """Change the control that has the focus, see that it has changed, and put it back, all by keys."""
    if kind == "checkbox":
        _there_and_back(page, _VALUE, " ", " ")
    elif kind == "radio":
        _choose_another(page)
    elif kind == "select":
        before = page.evaluate("() => document.activeElement.selectedIndex")
        keys = ("ArrowUp", "ArrowDown") if before else ("ArrowDown", "ArrowUp")
        _there_and_back(page, _VALUE, *keys)
    elif kind == "date" and page.evaluate(_VALUE):
        _there_and_back(page, _VALUE, "ArrowUp", "ArrowDown")
    elif kind in _TYPED:
        page.keyboard.press("End")
        _there_and_back(page, _VALUE, "1", "Backspace")
    elif kind == "file":
        with page.expect_file_chooser(timeout=30_000):
            page.keyboard.press(" ")
    elif kind == "summary" and page.evaluate(_IS_CLOSED_PART):
        page.keyboard.press("Enter")
        assert not page.evaluate(_IS_CLOSED_PART), f"{page.url}: it does not open"


def _there_and_back(page: Page, state: str, there: str, back: str) -> None:
    before = page.evaluate(state)
    page.keyboard.press(there)
    assert page.evaluate(state) != before, f"{page.url}: {there!r} changes nothing"
    page.keyboard.press(back)
    assert page.evaluate(state) == before


def _choose_another(page: Page) -> None:
    """Arrows go round a group; where nothing was ticked, something is from now on."""
    before = page.evaluate(_GROUP)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(_GROUP) not in (before, -1), f"{page.url}: an arrow chooses nothing"
    if before >= 0:
        page.keyboard.press("ArrowUp")
        assert page.evaluate(_GROUP) == before


def submit_by_keys(page: Page) -> None:
    """Once more through the page, to the button that submits."""
    for _ in range(200):
        _tab(page)
        if page.evaluate("document.activeElement.innerText?.trim() === 'Soumettre'"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{page.url}: no button to submit")


@pytest.mark.parametrize(
    ("names", "width", "left_out"),
    # To submit free places is to confirm them: those of nadia are put back.
    [(("nadia", "rosa"), PHONE, ()), (("karim", "anne"), DESKTOP, ("disponibilites",))],
    ids=["homes", "houses"],
)
def test_the_whole_signaletique(
    place: str,  # noqa: F811
    visitor: Visitor,
    names: tuple[str, ...],
    width: int,
    left_out: tuple[str, ...],
) -> None:
    walked = set(left_out)
    for name in names:
        page = enter(visitor, name, width=width)
        for _ in walk(page):
            pass
        # Forms, and what has a page of its own: photos, the project, the account.
        links = page.locator("main .sectionhead a.button")
        for address in [str(link.get_attribute("href")) for link in links.all()]:
            slug = address.strip("/").split("/")[-1]
            if slug in walked:
                continue
            walked.add(slug)
            page.goto(address)
            for kind in walk(page):
                operate(page, kind)
            if page.get_by_role("button", name="Soumettre", exact=True).count():
                submit_by_keys(page)
                expect(page.get_by_role("status").first).to_contain_text("enregistré")
    assert len(walked) >= 10
