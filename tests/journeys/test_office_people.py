"""People and organisers in OFFICE.ONE, in the real browser at two widths: found, invited, ended."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.kernel import clock
from tests.journeys.signing import sign_in_strongly
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser


SETTLED = "[...document.querySelectorAll('.messages li')].every(one => getComputedStyle(one).opacity === '1')"


def look(page: Page, name: str) -> None:
    # Wagtail's messages fade in.
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(300)
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"office-{name}")


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def office(people: None, visitor: Visitor, width: int) -> Page:
    """A window in which the demonstration's agent has signed in."""
    page = visitor.open("/office/", width=width)
    sign_in_strongly(page, "agent")
    expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
    return page


def search(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).press("Enter")


def test_a_person_is_found_ended_and_back(office: Page) -> None:
    office.goto("/office/personnes/")
    look(office, "personnes")
    search(office, "Nom, nom d’utilisateur ou adresse e-mail", "bensaid")
    expect(office.locator(".office-note")).to_contain_text("bensaid")
    assert "bensaid" not in office.url
    look(office, "personnes-cherchees")
    office.get_by_role("link", name="Karim Bensaïd").click()
    look(office, "personne")
    office.get_by_role("button", name="Envoyer un lien").click()
    # Sent, or sent a moment ago: the other width asks for the same person.
    expect(office.locator(".messages li")).to_be_visible()
    look(office, "personne-lien")
    office.get_by_role("link", name="Désactiver le compte").click()
    office.get_by_label("Motif").fill("Un essai")
    look(office, "desactiver")
    office.get_by_role("button", name="Désactiver le compte").click()
    expect(office.locator("body")).to_contain_text("dernier accès de titulaire")
    look(office, "desactiver-refuse")
    office.goto("/office/personnes/")
    search(office, "Nom, nom d’utilisateur ou adresse e-mail", "sophie")
    office.get_by_role("link", name="Sophie Marchal").click()
    office.get_by_role("link", name="Désactiver le compte").click()
    office.get_by_label("Motif").fill("Un essai")
    office.get_by_role("button", name="Désactiver le compte").click()
    expect(office.get_by_role("main")).to_contain_text("Un essai")
    look(office, "personne-desactivee")
    office.get_by_role("link", name="Réactiver le compte").click()
    office.get_by_label("Motif").fill("Fin de l’essai")
    office.get_by_role("button", name="Réactiver le compte").click()
    expect(office.get_by_role("link", name="Désactiver le compte")).to_be_visible()


def test_a_function_is_given_and_ended(office: Page) -> None:
    office.goto("/office/personnes/")
    search(office, "Nom, nom d’utilisateur ou adresse e-mail", "hélène dupuis")
    office.get_by_role("link", name="Hélène Dupuis").click()
    office.get_by_role("link", name="Donner une fonction").click()
    office.get_by_role("button", name="Donner la fonction").click()
    expect(office.get_by_role("alert").first).to_contain_text("La fonction n’est pas encore donnée")
    look(office, "fonction-erreurs")
    office.get_by_label("Fonction").select_option("agent-conseil")
    office.get_by_label("Territoire").select_option("liege")
    look(office, "fonction")
    office.get_by_role("button", name="Donner la fonction").click()
    look(office, "personne-agente")
    office.get_by_role("link", name="Mettre fin à la fonction Agent conseil (ACA) (Liège)").click()
    look(office, "fonction-fin")
    # The day before it began: as if it had never been given, for the next width.
    yesterday = clock.today() - timedelta(days=1)
    office.get_by_label("Dernier jour").fill(yesterday.isoformat())
    office.get_by_role("button", name="Mettre fin à la fonction").click()
    ended = "Mettre fin à la fonction Agent conseil (ACA) (Liège)"
    expect(office.get_by_role("link", name=ended)).to_have_count(0)


def test_somebody_stands_in(office: Page) -> None:
    office.goto("/office/remplacements/")
    look(office, "remplacements")
    office.get_by_label("Collègue").select_option(label="Hélène Dupuis (Helpdesk)")
    office.get_by_role("textbox", name="Au", exact=False).last.fill("2030-01-01")
    office.get_by_role("button", name="Confier les fonctions").click()
    expect(office.get_by_role("main")).to_contain_text("Qui vous remplace")
    look(office, "remplacements-prevus")
    office.get_by_role("link", name="Mettre fin au remplacement par Hélène Dupuis").click()
    look(office, "remplacement-fin")
    office.get_by_role("button", name="Mettre fin").click()
    expect(office.get_by_role("main")).not_to_contain_text("Qui vous remplace")


def test_an_organiser_is_found_and_somebody_invited(office: Page) -> None:
    office.goto("/office/organisateurs/")
    look(office, "organisateurs")
    office.goto("/office/personnes/")
    search(office, "Nom, nom d’utilisateur ou adresse e-mail", "luc henrion")
    office.get_by_role("link", name="Luc Henrion").click()
    office.locator(".office-rows a").first.click()
    look(office, "organisateur")
    office.get_by_role("link", name="Inviter une personne").click()
    office.get_by_role("button", name="Inviter").click()
    expect(office.get_by_role("alert").first).to_contain_text("L’invitation n’est pas encore partie")
    look(office, "inviter-erreurs")
    office.get_by_label("Prénom").fill("Inès")
    office.get_by_label("Nom", exact=False).nth(1).fill("Petit")
    office.get_by_label("Adresse e-mail").fill("ines@exemple.be")
    look(office, "inviter")
    office.get_by_role("button", name="Inviter").click()
    expect(office.locator("body")).to_contain_text("est partie à ines@exemple.be")
    look(office, "organisateur-invitation")
    office.get_by_role("link", name="Retirer l’invitation de Inès Petit").click()
    look(office, "retirer-invitation")
    office.get_by_role("button", name="Retirer l’invitation").click()
    expect(office.get_by_role("main")).not_to_contain_text("Inès Petit")
