"""The history and private data in the real browser, below and after a strong log-in, at two widths."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import STEP_UP, sign_in_strongly
from tests.journeys.test_pro import look, sign_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

COVERED, SHOWN = "BE•• •••• •••• 7034", "BE68 5390 0754 7034"


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def test_private_data_below_and_after_a_strong_login(people: None, visitor: Visitor, width: int) -> None:
    page = visitor.open("/pro/", width=width)
    sign_in(page, "nadia")
    page.goto("/pro/signaletique/")
    expect(page.get_by_role("main")).to_contain_text("Vous et l’ONE seulement")
    look(page, "lieu")
    page.get_by_role("link", name="Voir et modifier").click()
    expect(page.get_by_role("main")).to_contain_text(COVERED)
    look(page, "banque-masquee")
    page.goto("/pro/utilisateur/")
    expect(page.get_by_role("main")).to_contain_text("••.••.••-•••.19")
    look(page, "utilisateur-niss")

    page.goto("/pro/coordonnees-bancaires/")
    page.get_by_role("link", name="Se connecter avec eID, itsme ou clés BOSA").click()
    sign_in_strongly(page, "nadia", button=STEP_UP)
    expect(page.get_by_role("main")).to_contain_text(SHOWN)
    look(page, "banque")
    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Numéro de compte (IBAN)").fill("BE68 5390 0754 7035")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("Rien n’est encore enregistré")
    look(page, "banque-erreur")
    page.get_by_label("Numéro de compte (IBAN)").fill(SHOWN)
    page.get_by_label("Titulaire du compte").fill(f"Nadia Lambert {width}")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("sont enregistrées")
    page.goto("/pro/historique/")
    expect(page.get_by_role("main")).to_contain_text("Titulaire du compte")
    look(page, "historique")
    page.get_by_label("Quoi").select_option("lectures")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("main")).not_to_contain_text("Titulaire du compte")
    look(page, "historique-lectures")


def office(visitor: Visitor, name: str, width: int) -> Page:
    """A window in which an agent has signed in strongly."""
    page = visitor.open("/connexion/", width=width)
    # Wagtail's first pages, in a process that has just begun, on a machine that is shared.
    page.set_default_timeout(30_000)
    sign_in_strongly(page, name)
    return page


def test_the_register_of_the_history(people: None, visitor: Visitor, width: int) -> None:
    page = office(visitor, "digipro", width)
    page.goto("/office/historique/")
    expect(page.get_by_role("main")).to_contain_text("Lignes scellées")
    assert_fits(page)
    screenshot(page, "office-historique-tout")
    page.goto("/office/historique/personne/")
    assert_accessible(page)
    page.get_by_label("Nom, prénom ou nom d’utilisateur").fill("lambert")
    page.get_by_role("button", name="Chercher", exact=True).click()
    # Not before the answer is there: of a page that goes away, nothing can be said.
    expect(page.get_by_role("link", name="Nadia Lambert")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "office-historique-personne")
    page.get_by_role("link", name="Nadia Lambert").click()
    expect(page.get_by_role("main")).to_contain_text("Nadia Lambert")
    screenshot(page, "office-historique-de-quelquun")
    page.locator("a[href*='/historique/inspect/']").first.click()
    expect(page.get_by_role("main")).to_contain_text("Finalité")
    assert_accessible(page)
    screenshot(page, "office-historique-ligne")


def test_one_facility(people: None, visitor: Visitor, width: int) -> None:
    page = office(visitor, "sophie", width)
    page.goto("/office/snippets/facilities/listing/")
    address = page.locator("a[href*='/listing/edit/']").first.get_attribute("href")
    assert address
    page.goto(address.replace("/edit/", "/inspect/"))
    screenshot(page, "office-fiche-lien")
    facility = page.get_by_role("main").locator("a[href^='/office/milieux/']").first.get_attribute("href")
    assert facility
    for name, path in {
        "milieu": "",
        "milieu-historique": "historique/",
        "milieu-compte": "compte-bancaire/",
    }.items():
        page.goto(f"{facility}{path}")
        expect(page.get_by_role("main")).to_be_visible()
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"office-{name}")
