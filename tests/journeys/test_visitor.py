"""The measures of the journeys do see what is wrong."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import RunningSite
from tests.journeys.visitor import PHONE, Visitor, assert_accessible, assert_fits

pytestmark = pytest.mark.browser


@pytest.fixture
def careless(browser: Browser, site: RunningSite) -> Visitor:
    """A visitor whose faults are looked at by the test itself."""
    return Visitor(browser, site)


@pytest.mark.parametrize(
    ("fault", "script"),
    [
        ("Content Security Policy", "document.body.setAttribute('style', 'color: red')"),
        ("404 for", "fetch('/nulle-part/')"),
        ("console: ", "console.error('broken')"),
        ("script error", "setTimeout(() => { throw new Error('broken') })"),
    ],
)
def test_a_fault_is_noted(careless: Visitor, fault: str, script: str) -> None:
    page = careless.open("/")
    assert careless.faults == []
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(300)
    careless.close()
    assert any(fault in told for told in careless.faults), careless.faults


def test_an_inaccessible_page_is_refused(visitor: Visitor) -> None:
    page = visitor.open("/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        assert_accessible(page)


def test_a_page_too_wide_is_refused(visitor: Visitor) -> None:
    page = visitor.open("/", width=PHONE)
    # Through the object model, which the policy allows; an empty block would count for nothing.
    page.evaluate(
        "Object.assign(document.body.appendChild(document.createElement('div')).style,"
        " {width: '900px', height: '1px'})"
    )
    with pytest.raises(AssertionError, match="px too wide"):
        assert_fits(page)
