"""The register of listings and its figures in a real browser, at two widths: filtered, counted, exported."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.test_office_people import look
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser


def found(page: Page) -> int:
    """How many rows the register says that it has."""
    said = page.locator(".office-register__found [role=status]").inner_text()
    return int("".join(sign for sign in said if sign.isdigit()))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_figure_leads_to_rows_that_are_taken_away(people: None, visitor: Visitor, width: int) -> None:
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "digipro")
    page.get_by_role("main").get_by_role("link", name="Chiffres").click()
    expect(page.get_by_role("heading", name="Disponibilité, par type d’accueil")).to_be_visible()
    look(page, "registre-chiffres")
    # By keyboard, from the table beside the bars to the rows that a number counts.
    number = page.get_by_role("link", name=re.compile("Crèche, À confirmer$"))
    counted = int("".join(sign for sign in number.inner_text() if sign.isdigit()))
    number.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Type d’accueil")).to_have_value("creche")
    assert found(page) == counted
    look(page, "registre")
    page.get_by_label("Code postal").fill("50")
    page.get_by_label("Code postal").press("Enter")
    expect(page.get_by_text("Un code postal a quatre chiffres.")).to_be_visible()
    look(page, "registre-erreur")
    page.get_by_role("link", name="Tout voir").click()
    page.get_by_label("Fiche", exact=True).select_option(label="Heures d’ouverture")
    page.get_by_role("button", name="Filtrer").press("Enter")
    with page.expect_download() as taken:
        page.get_by_role("button", name="en CSV").click()
    assert taken.value.suggested_filename.startswith("registre-des-fiches-")
    with Path(taken.value.path()).open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == found(page) > 0
