"""The signalétique in the real browser: every section, wrong, stale, by keyboard alone, without script."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.signing import STEP_UP, sign_in_strongly
from tests.journeys.test_pro import choose, look, sign_in, width  # noqa: F401 -- a fixture
from tests.journeys.visitor import DESKTOP, Visitor

pytestmark = pytest.mark.browser
# The demonstration's people, of one kind of professional each.
HOMES = ("nadia", "rosa")
HOUSES = ("karim", "anne")


def enter(visitor: Visitor, name: str, *, width: int, javascript: bool = True) -> Page:  # noqa: F811
    """On the page of the first facility of this person."""
    page = visitor.open("/connexion/?next=/pro/signaletique/", width=width, javascript=javascript)
    sign_in(page, name)
    if "/milieux/" not in page.url:
        page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signalétique")
    return page


def edit(page: Page, title: str) -> None:
    page.get_by_role("link", name=f"Modifier : {title}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Soumettre", exact=True).click()


@pytest.mark.parametrize("name", [*HOMES, *HOUSES])
def test_every_section_of_each_category(people: None, visitor: Visitor, width: int, name: str) -> None:  # noqa: F811
    page = enter(visitor, name, width=width)
    look(page, f"signaletique-{name}")
    here = page.url
    links = page.locator("main section.card").get_by_role("link", name=re.compile("^Modifier"))
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) >= 7
    for address in addresses:
        assert address
        page.goto(address)
        look(page, f"section-{address.strip('/').split('/')[-1]}")
        page.get_by_role("link", name="Annuler").click()
        assert page.url.startswith(here.split("#")[0])


def test_what_is_wrong_is_led_to_and_stays_typed(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    page = enter(visitor, "nadia", width=width)
    edit(page, "Identification")
    page.get_by_label("Prénom").fill("")
    page.get_by_label("Numéro d’entreprise").fill("0123.456.748")
    page.get_by_label("Adresse e-mail").fill("pas une adresse")
    submit(page)
    expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
    look(page, "section-erreurs")
    page.get_by_role("alert").get_by_role("link", name="Numéro d’entreprise").click()
    expect(page.get_by_label("Numéro d’entreprise")).to_be_focused()
    expect(page.get_by_label("Numéro d’entreprise")).to_have_value("0123.456.748")
    page.get_by_role("link", name="Annuler").click()
    expect(page.get_by_role("main")).to_contain_text("0123.456.749")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_saved_and_parents_see_it(
    people: None,
    visitor: Visitor,
    width: int,  # noqa: F811
    javascript: bool,
) -> None:
    page = enter(visitor, "nadia", width=width, javascript=javascript)
    edit(page, "Présentation et projet pédagogique")
    text = f"Nous jouons dehors à {width} pixels{'' if javascript else ', sans script'}."
    page.get_by_label("Projet pédagogique").fill(text)
    submit(page)
    expect(page.get_by_role("status").first).to_contain_text("Votre présentation est enregistrée.")
    expect(page.locator("#presentation")).to_contain_text(text)
    if javascript:
        look(page, "section-enregistree")
    if page.get_by_role("link", name="Voir la fiche comme un parent").count():
        page.get_by_role("link", name="Voir la fiche comme un parent").click()
        expect(page.get_by_role("main")).to_contain_text(text)


def test_somebody_else_was_faster(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    first = enter(visitor, "karim", width=width)
    edit(first, "Pouvoir organisateur")
    number = first.get_by_label("Numéro d’entreprise")
    second = enter(visitor, "karim", width=width)
    edit(second, "Pouvoir organisateur")
    second.get_by_label("Numéro d’entreprise").fill("0403.019.261")
    submit(second)
    number.fill("")
    submit(first)
    expect(first.get_by_role("alert")).to_contain_text("Quelqu’un d’autre a modifié cette section")
    now = first.get_by_role("region", name="Ce qui est enregistré maintenant")
    expect(now).to_contain_text("0403.019.261")
    expect(number).to_have_value("")
    look(first, "section-perimee")
    number.fill("0123.456.749")
    submit(first)
    expect(first.get_by_role("status").first).to_contain_text("sont enregistrées")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_contacts_come_and_go(people: None, visitor: Visitor, width: int, javascript: bool) -> None:  # noqa: F811
    page = enter(visitor, "karim", width=width, javascript=javascript)
    edit(page, "Personnes de contact")
    before = page.get_by_label("Prénom et nom").count()
    page.get_by_role("button", name="Ajouter un contact").click()
    expect(page.get_by_label("Prénom et nom")).to_have_count(before + 1)
    row = page.get_by_role("group", name=f"Contact {before + 1}")
    row.get_by_label("Prénom et nom").fill("Lou Durand")
    row.get_by_label("Fonction").fill("puéricultrice")
    # By Enter in a field the form is sent, and no row taken away.
    row.get_by_label("Fonction").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Indiquez un téléphone ou une adresse e-mail.")
    if javascript:
        look(page, "contacts-erreur")
    row.get_by_label("Téléphone").fill("081 22 33 44")
    submit(page)
    expect(page.locator("#personnes-de-contact")).to_contain_text("Lou Durand")
    edit(page, "Personnes de contact")
    page.get_by_role("button", name=f"Retirer : contact {before + 1}").click()
    expect(page.get_by_label("Prénom et nom")).to_have_count(before)
    submit(page)
    expect(page.locator("#personnes-de-contact")).not_to_contain_text("Lou Durand")


def test_a_slow_answer_takes_nothing_away(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    """While a row comes: its fields wait; then the new one has the focus, and what was typed is there."""
    page = enter(visitor, "karim", width=width)
    edit(page, "Personnes de contact")
    names = page.get_by_label("Prénom et nom")
    before = names.count()
    held: list[Route] = []
    page.route("**/personnes-de-contact/", lambda route: held.append(route))
    first, last = names.first, names.nth(before)
    first.fill("Lou Durand")
    page.get_by_role("button", name="Ajouter un contact").click()
    body = page.locator("[data-body]")
    expect(body).to_have_attribute("aria-busy", "true")
    page.keyboard.type("perdu")
    first.click(force=True)
    page.keyboard.type("perdu")
    expect(first).to_have_value("Lou Durand")
    held.pop().continue_()
    expect(last).to_be_focused()
    expect(body).not_to_have_attribute("aria-busy", "true")
    page.keyboard.type("Ana Bastin")
    expect(last).to_have_value("Ana Bastin")
    expect(first).to_have_value("Lou Durand")
    page.unroute("**/personnes-de-contact/")
    page.get_by_role("button", name=f"Retirer : contact {before + 1}").click()
    expect(names).to_have_count(before)
    expect(names.nth(before - 1)).to_be_focused()


def test_by_keyboard_alone(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    """From the chip of a section to its form, through all its fields, and back."""
    page = enter(visitor, "nadia", width=width)
    page.get_by_role("link", name="Numéro mobile d’urgence", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Modifier : Numéro mobile d’urgence")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/mobile-d-urgence/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_emergency_mobile":
            break
    page.keyboard.press("Control+a")
    page.keyboard.type(f"0470 00 0{'1' if width == DESKTOP else '2'} 00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Votre numéro mobile d’urgence est enregistré.")
    expect(page.locator("#mobile-d-urgence")).to_contain_text("0470 00 0")


def test_a_number_is_whole_after_a_strong_login(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    page = enter(visitor, "nadia", width=width)
    edit(page, "Identification")
    expect(page.get_by_label("Numéro de registre national")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("••.••.••-•••.")
    page.get_by_role("link", name="Se connecter avec eID, itsme ou clés BOSA").click()
    sign_in_strongly(page, "nadia", button=STEP_UP)
    expect(page.get_by_role("heading", level=1)).to_have_text("Identification")
    whole = re.compile(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}")
    expect(page.get_by_label("Numéro de registre national")).to_have_value(whole)
    look(page, "identification-forte")


@pytest.mark.parametrize("name", ["nadia", "karim"])
def test_in_the_dark(people: None, visitor: Visitor, width: int, name: str) -> None:  # noqa: F811
    page = visitor.open("/connexion/?next=/pro/signaletique/", width=width, dark=True)
    sign_in(page, name)
    if "/milieux/" not in page.url:
        look(page, f"signaletique-choix-{name}")
        page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    look(page, f"signaletique-sombre-{name}")


def test_it_is_in_the_navigation(people: None, visitor: Visitor, width: int) -> None:  # noqa: F811
    page = visitor.open("/pro/", width=width)
    sign_in(page, "anne")
    choose(page, "Signalétique")
    expect(page.get_by_role("heading", level=1)).to_have_text("Signalétique")
