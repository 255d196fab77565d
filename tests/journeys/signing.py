"""Signing in by the trial federation, as `make demo` offers it."""

from playwright.sync_api import Page

from portal.accounts.strong.personas import PERSONAS

BUTTON = "Connexion avec eID, itsme ou clés BOSA"
STEP_UP = "Continuer avec eID, itsme ou clés BOSA"
_NAMES = {one.username: f"{one.first_name} {one.last_name}" for one in PERSONAS if one.username}


def sign_in_strongly(page: Page, username: str, *, key: str = "itsme", button: str = BUTTON) -> None:
    """From a page with the button, as this user of the demonstration."""
    page.get_by_role("button", name=button).click()
    page.get_by_label(_NAMES[username], exact=True).check()
    page.get_by_label(key, exact=True).check()
    page.get_by_role("button", name="Continuer").click()
