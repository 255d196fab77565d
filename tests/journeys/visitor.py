"""A visitor with a real browser: pages that must stay without errors, without strangers, accessible."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.journeys.site import ROOT, RunningSite
from tests.services.parts import chromium

DESKTOP, PHONE = 1280, 390
HEIGHTS = {DESKTOP: 900, PHONE: 844}
# Every width once, and both colour schemes: what a page is like in the dark does not hang on its width.
LOOKS = {"wide": (DESKTOP, False), "phone-dark": (PHONE, True), "narrow": (320, False)}
# A closed network would refuse the browser's own calls home, at length.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}


@contextmanager
def running_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Opens pages of one site, and keeps every fault that the browser tells in `faults`."""

    def __init__(self, browser: Browser, site: RunningSite) -> None:
        self.site = site
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(
        self, path: str = "/", *, width: int = DESKTOP, javascript: bool = True, dark: bool = False
    ) -> Page:
        """A new private window on `path`, at 1280 or 390 px, with or without JavaScript, light or dark."""
        context = self._browser.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="fr-BE",
            timezone_id="Europe/Brussels",
            has_touch=width <= PHONE,
        )
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        context.on("request", self._note_stranger)
        context.on("response", self._note_failed_part)
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        page = context.new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _note_stranger(self, request: Request) -> None:
        address = urlsplit(request.url)
        origin = f"{address.scheme}://{address.netloc}"
        # A person goes to the federation; no page of ours calls it.
        to_sign_in = request.is_navigation_request() and origin == self.site.environment["CSAM_ISSUER"]
        if address.scheme not in ("data", "blob") and origin != self.site.url and not to_sign_in:
            self.faults.append(f"request to another origin: {request.url}")

    def _note_failed_part(self, response: Response) -> None:
        # A page may well be a 404 on purpose; what a page asks for may not.
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            self.faults.append(f"{response.status} for {response.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # Violations of the CSP come as errors; failed loads are told by `_note_failed_part`.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")


def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA or of axe's best practices on the page as it stands; no rule left out.

    In a window with JavaScript: without, axe waits for timers that never come, and nothing ends that wait.
    """
    # The page of a link that was just clicked may not be there yet.
    page.wait_for_load_state()
    assert not page.evaluate("matchMedia('(scripting: none)').matches"), "axe needs a window with JavaScript"
    # What fades in has other colours until it is there.
    page.evaluate(
        """() => Promise.allSettled(document.getAnimations()
          .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
          .map((one) => one.finished)).then(() => null)"""
    )
    found = Axe().run(page, options=AXE_RULES).response["violations"]
    told = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"      {node['html'][:200]}" for node in violation["nodes"][:5])
        for violation in found
    ]
    assert not told, f"{page.url}\n  · " + "\n  · ".join(told)


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def screenshot(page: Page, name: str) -> Path | None:
    """Keep a picture of the whole page in `var/screenshots`, when SCREENSHOTS=1 asks for them."""
    if os.environ.get("SCREENSHOTS") != "1":
        return None
    folder = Path(os.environ.get("ONE_VAR", ROOT / "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    path = folder / f"{re.sub(r'[^a-z0-9-]+', '-', name.lower())}{'-sombre' if dark else ''}-{width}.png"
    page.screenshot(path=path, full_page=True)
    return path
