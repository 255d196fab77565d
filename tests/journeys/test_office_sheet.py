"""An agent looks a place up, reads its sheet, records what parents then see, and writes to its people."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.test_signaletique import enter
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser
TABS = {
    "Signalétique": "Heures d’ouverture",
    "Photos et documents": "Projet pédagogique",
    "Personnes": "Contacts ONE de ce lieu",
    "Historique": "Qui a lu, qui a modifié",
    "Messages": "Conversations avec les personnes du lieu",
}


def look(page: Page, name: str) -> None:
    # Wagtail's messages fade in.
    page.wait_for_timeout(400)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"office-{name}")


def tab(page: Page, name: str) -> None:
    """To another tab, by the keyboard alone."""
    link = page.get_by_role("navigation", name="Dossier du lieu").get_by_role("link", name=name, exact=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(link).to_have_attribute("aria-current", "page")


def look_up(office: Page, name: str, place: str) -> None:
    """From the first page to the sheet of a place, by the beginnings of the words of its name."""
    office.get_by_role("main").get_by_role("link", name="Chercher un milieu d’accueil").click()
    office.get_by_role("button", name="Chercher", exact=True).click()
    expect(office.get_by_role("alert").first).to_contain_text("au moins un nom")
    look(office, "chercher-erreur")
    field = office.get_by_label("Nom du lieu")
    field.fill(" ".join(word[:5] for word in re.findall(r"\w+", name)))
    field.press("Enter")
    expect(office.locator("#trouves")).to_be_visible()
    assert office.url.endswith("/office/milieux/")
    look(office, "chercher-trouve")
    # Two places may have one name.
    office.locator(f".office-rows a[href='/office/milieux/{place}/']").click()


def record(office: Page, number: str) -> None:
    office.get_by_role("link", name="Encoder une décision").click()
    office.get_by_label("Capacité autorisée").fill(number)
    office.get_by_label("Date de la décision").fill("2026-11-02")
    office.get_by_label("Référence de la décision").fill("SA/2026/0417")
    office.get_by_role("button", name="Enregistrer").click()
    expect(office.locator(".messages")).to_contain_text("La décision est encodée")


def refuse(office: Page) -> str:
    """What would follow is told beforehand, and what is missing by its field; the capacity as it was."""
    office.get_by_role("link", name="Encoder une décision").click()
    before = office.get_by_label("Capacité autorisée").input_value()
    office.get_by_label("Suspendue du").fill("2026-01-01")
    office.get_by_role("button", name="Voir l’effet pour les parents").click()
    expect(office.get_by_role("main")).to_contain_text("Les parents ne voient pas ce lieu")
    look(office, "decision-effet")
    office.get_by_role("button", name="Enregistrer").click()
    expect(office.get_by_role("alert").first).to_contain_text("Indiquez la référence de la décision")
    look(office, "decision-erreurs")
    office.get_by_role("link", name="Annuler").click()
    return before


def write(office: Page, professional: Page) -> None:
    """A message to the place's people, who answer it; it is over then."""
    office.get_by_role("link", name="Écrire aux personnes du lieu").click()
    office.get_by_label("Objet").fill(f"Votre visite de mars, {office.viewport_size}")
    office.get_by_role("textbox", name="Message").fill("Votre numéro est-il bien 85.07.30-033.28 ?")
    office.get_by_role("button", name="Envoyer").click()
    expect(office.get_by_role("alert").first).to_contain_text("enlevez-le")
    look(office, "ecrire-erreur")
    office.get_by_role("textbox", name="Message").fill("Quel jour vous convient le mieux ?")
    office.get_by_role("button", name="Envoyer").click()
    expect(office.locator(".messages")).to_contain_text("Le message est envoyé")
    professional.goto("/pro/")
    professional.get_by_role("link", name="Lire et répondre").first.click()
    expect(professional.get_by_role("main")).to_contain_text("Quel jour vous convient le mieux")
    look(professional, "pro-message-de-l-one")
    professional.get_by_label("Votre texte").fill("Le mardi.")
    professional.get_by_role("button", name="Envoyer").click()
    professional.goto("/pro/messages-de-l-one/")
    look(professional, "pro-messages-de-l-one")
    office.reload()
    look(office, "dossier-messages")
    office.locator(".office-rows a", has_text="Votre visite de mars").first.click()
    expect(office.get_by_role("main")).to_contain_text("Le mardi.")
    look(office, "reponse")
    office.get_by_role("button", name="Terminer sans répondre").click()
    expect(office.locator(".office-done")).to_contain_text("Conversation terminée")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_from_the_look_up_to_parents_and_professionals(people: None, visitor: Visitor, width: int) -> None:
    professional = enter(visitor, "nadia", width=width)
    listing = (
        professional.get_by_role("link", name="Voir la fiche comme un parent").get_attribute("href") or ""
    )
    parent = visitor.open(listing, width=width)
    name = parent.get_by_role("heading", level=1).inner_text()
    office = visitor.open("/office/", width=width)
    sign_in_strongly(office, "agent")
    look_up(office, name, professional.url.partition("/milieux/")[2].partition("/")[0])
    expect(office.get_by_role("navigation", name="Dossier du lieu")).to_be_visible()
    look(office, "dossier")
    for label, heading in TABS.items():
        tab(office, label)
        expect(office.get_by_role("heading", name=heading)).to_be_visible()
        look(office, f"dossier-{label.split()[0]}")
    tab(office, "Résumé")
    before = refuse(office)
    for number in ("17", before):
        record(office, number)
        parent.reload()
        expect(parent.get_by_role("main")).to_contain_text(f"{number} enfants")
    look(office, "dossier-decision")
    office.emulate_media(color_scheme="dark")
    look(office, "dossier-decision")
    office.emulate_media(color_scheme="light")
    write(office, professional)
