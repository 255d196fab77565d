"""The frame and the first page of PRO.ONE in the browser: looking, writing to the helpdesk, searching."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.files.making import PDF, image
from tests.journeys.site import RunningSite
from tests.journeys.test_pro import look, sign_in
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

PAGES = {
    "contacts": "/pro/contacts/",
    "aide": "/pro/aide/",
    "messages": "/pro/aide/messages/",
    "preferences": "/pro/preferences/",
    "guide": "/pro/guide/",
    "chapitre": "/pro/guide/places/",
    "documents": "/pro/documents/",
}


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def people(people: None, site: RunningSite) -> None:
    """Whom they call, too, and what is announced to them."""
    site.manage("demo_pro")


def signed_in(visitor: Visitor, width: int, **more: bool) -> Page:
    page = visitor.open("/pro/", width=width, **more)
    sign_in(page, "nadia")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue chez l’accueillante indépendante")
    return page


def test_every_page_can_be_looked_at(people: None, visitor: Visitor, width: int) -> None:
    page = signed_in(visitor, width)
    expect(page.get_by_role("heading", name="Votre interlocuteur")).to_be_visible()
    expect(page.get_by_role("heading", name="Que pensez-vous du nouveau PRO.ONE\u00a0?")).to_be_visible()
    look(page, "accueil-complet")
    for name, path in PAGES.items():
        page.goto(f"{visitor.site.url}{path}")
        look(page, name)


def test_writing_to_the_helpdesk(people: None, visitor: Visitor, width: int, tmp_path: Path) -> None:
    relevé, photo, bad = tmp_path / "relevé.pdf", tmp_path / "jardin.jpg", tmp_path / "virus.pdf"
    relevé.write_bytes(PDF)
    photo.write_bytes(image("JPEG", (400, 300)))
    bad.write_bytes(b"MZ")
    page = signed_in(visitor, width)
    page.goto(f"{visitor.site.url}/pro/preferences/")
    page.get_by_role("link", name="Aide").locator("visible=true").first.click()
    page.get_by_label("Un problème technique").check()
    page.get_by_label("Votre message").fill(f"Le bouton ne répond pas, à {width} points.")
    page.get_by_label("Fichiers joints").set_input_files([relevé, bad])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#erreurs")).to_contain_text("virus.pdf")
    expect(page.get_by_label("Votre message")).to_have_value(f"Le bouton ne répond pas, à {width} points.")
    look(page, "aide-erreurs")
    page.get_by_label("Fichiers joints").set_input_files([relevé, photo])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_contain_text("Votre message est envoyé au helpdesk.")
    expect(page.get_by_role("main")).to_contain_text("/pro/preferences/")
    look(page, "message")
    with page.expect_download() as download:
        page.get_by_role("link", name="jardin.jpg").click()
    assert download.value.suggested_filename == "jardin.jpg"
    page.goto(f"{visitor.site.url}/pro/documents/")
    expect(page.get_by_role("link", name="relevé.pdf").first).to_be_visible()


def test_by_keyboard_and_without_script(people: None, visitor: Visitor) -> None:
    page = signed_in(visitor, DESKTOP, javascript=False)
    search = page.get_by_role("search", name="Chercher dans le portail").get_by_role("searchbox")
    search.focus()
    page.keyboard.type("préférences")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chercher dans le portail")
    page.get_by_role("main").get_by_role("link", name="Mes préférences").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Par courrier postal").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Enregistrer pour le Flash accueil").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Vos préférences sont enregistrées.")
    expect(page.get_by_label("Par courrier postal")).to_be_checked()
    page.locator(".usermenu > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Se déconnecter").locator("visible=true").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_another_place_on_the_same_page(people: None, visitor: Visitor, width: int, javascript: bool) -> None:
    page = visitor.open("/connexion/?next=/pro/contacts/", width=width, javascript=javascript)
    sign_in(page, "luc")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts ONE")
    before = page.url
    if width == PHONE:
        page.get_by_text("Menu", exact=True).click()
    choice = page.get_by_role("form", name="Choisir un lieu").locator("visible=true").get_by_label("Lieu")
    other = choice.locator("option:not(:checked)").first
    name = other.inner_text()
    choice.select_option(other.get_attribute("value"))
    page.get_by_role("button", name="Changer").locator("visible=true").click()
    expect(page).not_to_have_url(before)
    expect(page.get_by_role("heading", level=1)).to_have_text("Contacts ONE")
    if width == PHONE:
        page.get_by_text("Menu", exact=True).click()
    expect(choice.locator("option:checked")).to_have_text(name)
    if javascript:
        look(page, "contacts-autre-lieu")
