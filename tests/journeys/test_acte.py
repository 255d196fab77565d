"""ACTE in the browser: read at every width, filtered with and without JavaScript, written and asked about."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.visitor import LOOKS, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser
PAGES = {
    "acte": "/acte/",
    "acte-actions": "/acte/actions/?axe=eau&saison=ete",
    "acte-aucune": "/acte/actions/?q=zzzz",
    "acte-action": "/acte/actions/langes-lavables/",
    "acte-axe": "/acte/axes/cadre-de-vie/",
    "acte-document": "/acte/document-explicatif/",
    "acte-questions": "/acte/questions/",
    "acte-imprimer": "/acte/actions-a-imprimer/?axe=eau",
    "acte-question": "/acte/question/",
}


@pytest.fixture(scope="module")
def catalogue(site: RunningSite) -> None:
    """The catalogue of the demonstration."""
    site.manage("demo_acte")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(("width", "dark"), LOOKS.values(), ids=LOOKS)
def test_pages_are_accessible(visitor: Visitor, width: int, dark: bool) -> None:
    page = visitor.open("/acte/", width=width, dark=dark)
    for name, path in PAGES.items():
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, name)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_scheme_to_an_action(visitor: Visitor, javascript: bool) -> None:
    page = visitor.open("/acte/", javascript=javascript, width=PHONE)
    page.get_by_role("link", name="Parcourir les 54 actions").click()
    page.get_by_role("link", name="Gestion des déchets").first.click()
    expect(page.locator(".found h2")).to_have_text("9 actions")
    page.get_by_text("Difficulté, coût, saison, âge").click()
    page.get_by_role("link", name="Ambitieux 1 action").click()
    expect(page.locator(".actioncard")).to_have_count(1)
    # Words are added to what is chosen already.
    page.get_by_role("searchbox", name="Chercher une action").fill("LANGE")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("link", name="Passez aux langes lavables, un groupe à la fois").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Passez aux langes lavables, un groupe à la fois"
    )
    page.go_back()
    page.get_by_role("link", name="Tout effacer").click()
    expect(page.locator(".found h2")).to_have_text("54 actions")


@pytest.mark.usefixtures("catalogue", "people")
def test_the_team_writes_an_action_that_readers_find(visitor: Visitor, site: RunningSite) -> None:
    page = visitor.open("/office/snippets/catalogue/action/add/")
    sign_in_strongly(page, "agent")
    page.goto("/office/snippets/catalogue/action/add/")
    for name, text in {
        "title": "Partagez un vélo-cargo", "summary": "Un vélo pour trois milieux d’accueil.",
        "why": "Moins de trajets en voiture.", "how": "Trouvez deux voisins.\nFixez un horaire.",
    }.items():  # fmt: skip
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_axis").select_option(label="Dynamique sociale")
    page.locator("#id_difficulty").select_option("moyen")
    page.locator("#id_cost").select_option("plus-de-300")
    press(page, "Enregistrer le brouillon")
    expect(page.get_by_text("Partagez un vélo-cargo").first).to_be_visible()
    reader = visitor.open("/acte/actions/?q=velo-cargo")
    expect(reader.locator(".found h2")).to_have_text("Aucune action ne réunit ces critères")
    page.locator("footer [data-w-dropdown-target='toggle']").click()
    press(page, "Publier")
    reader.reload()
    expect(reader.locator(".actioncard h3")).to_have_text("Partagez un vélo-cargo")
    site.python(
        "from acte_content.catalogue.models import Action\n"
        "Action.objects.get(slug='partagez-un-velo-cargo').delete()"
    )


@pytest.mark.usefixtures("catalogue", "people")
def test_a_question_reaches_the_team(visitor: Visitor) -> None:
    page = visitor.open("/acte/questions/", width=PHONE)
    page.get_by_role("link", name="Poser une question").click()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("alert")).to_contain_text("Votre question n’est pas envoyée.")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "acte-question-refusee")
    for name, text in {
        "last_name": "Martin", "first_name": "Zoé", "email": "zoe@exemple.be",
        "text": "Puis-je commencer en janvier\u202f?",
    }.items():  # fmt: skip
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre question est envoyée")
    office = visitor.open("/office/files-d-attente/questions-acte/")
    sign_in_strongly(office, "agent")
    office.goto("/office/files-d-attente/questions-acte/")
    office.get_by_role("link", name="Question du").first.click()
    expect(office.get_by_text("Puis-je commencer en janvier")).to_be_visible()
    expect(office.get_by_text("zoe@exemple.be")).to_be_visible()
    assert_accessible(office)
    screenshot(office, "acte-file-d-attente")


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=False).first.click()
