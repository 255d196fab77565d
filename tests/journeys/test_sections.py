"""Signalétique in the real browser: a childminder changes hours and free places, parents read it at once."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

# Signing in takes three of them.
MOST_TAPS = 6
# An answer with a day takes one more, to choose the field of the day.
MOST_TAPS_WITH_A_DAY = 7


class Taps:
    """Counts what a finger does; typing is no tap, but to choose a field is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, what: Locator) -> Locator:
        self.count += 1
        what.click()
        return what

    def type(self, field: Locator, text: str) -> None:
        self.tap(field)
        self.page.keyboard.type(text)


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"section-{name}")


def sign_in(page: Page) -> Taps:
    taps = Taps(page)
    taps.type(page.get_by_label("Nom d’utilisateur ou adresse e-mail"), "nadia")
    taps.type(page.get_by_label("Mot de passe", exact=True), "demo")
    taps.tap(page.get_by_role("button", name="Se connecter"))
    return taps


def submit(page: Page) -> Locator:
    return page.locator(".sectionform__foot").get_by_role("button", name="Soumettre")


@pytest.fixture(params=[DESKTOP, PHONE])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def nadias_place(people: None, site: RunningSite) -> Iterator[str]:
    """Of Nadia's first facility. What was stated of it is put back."""
    path = site.python(
        "from portal.facilities.models import Facility\n"
        "facility = Facility.objects.filter(organiser__memberships__user__username='nadia')"
        ".order_by('listing__name_key', 'pk').first()\n"
        "print(f'/pro/milieux/{facility.pk}/')"
    ).strip()
    yield path
    _state(site, path)


@pytest.fixture
def place(nadias_place: str, site: RunningSite) -> str:
    """The same address; what is stated of the facility is the same whenever a journey begins."""
    _state(site, nadias_place)
    return nadias_place


def _state(site: RunningSite, path: str) -> None:
    site.python(
        "from datetime import timedelta\n"
        "from portal.facilities.models import Facility\n"
        "from portal.facilities.public import PublicOpening\n"
        "from portal.facilities.services import set_opening_hours, state_availability\n"
        "from portal.kernel import clock\n"
        "from portal.kernel.actors import SystemActor\n"
        f"listing = Facility.objects.get(pk={path.split('/')[3]}).listing\n"
        "asked = {'actor': SystemActor('essais'), 'listing_id': listing.pk}\n"
        "state_availability(**asked, today=clock.today() - timedelta(days=30), status='maintenant')\n"
        "week = [PublicOpening(day, 450, 1080) for day in range(5)]\n"
        "set_opening_hours(**asked, today=clock.today(), opening=week)\n"
    )


def parents_page(visitor: Visitor, page: Page) -> Page:
    """What parents see of the place, in a window of their own."""
    address = page.get_by_role("link", name="Voir la fiche comme un parent").get_attribute("href")
    assert address is not None
    return visitor.open(address, width=PHONE)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_free_places_in_six_taps_and_parents_read_it_at_the_next_request(
    visitor: Visitor, place: str, width: int, javascript: bool
) -> None:
    page = visitor.open("/pro/", width=width, javascript=javascript)
    taps = sign_in(page)
    taps.tap(page.get_by_role("link", name="Mettre à jour mes places").first)
    taps.tap(page.get_by_text("Information non disponible"))
    taps.tap(submit(page))
    expect(page.get_by_role("status").first).to_contain_text("Vos disponibilités sont enregistrées")
    assert taps.count <= MOST_TAPS, f"{taps.count} taps"
    expect(page.get_by_role("heading", name="Ce que voient les parents")).to_be_visible()
    if javascript:
        look(page, "enregistre")
    parents = parents_page(visitor, page)
    expect(parents.get_by_role("main")).to_contain_text("Disponibilité non communiquée")

    page.goto(f"{place}disponibilites/")
    page.get_by_text("Place disponible immédiatement").click()
    submit(page).click()
    parents.reload()
    expect(parents.get_by_role("main")).to_contain_text("Place libre maintenant")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_no_place_before_a_day_in_seven_taps(
    visitor: Visitor, place: str, width: int, javascript: bool
) -> None:
    page = visitor.open("/pro/", width=width, javascript=javascript)
    taps = sign_in(page)
    taps.tap(page.get_by_role("link", name="Mettre à jour mes places").first)
    taps.tap(page.get_by_text("Pas de place avant une date"))
    day = taps.tap(page.get_by_label("Pas de place avant le"))
    day.fill("2031-03-01")
    taps.tap(submit(page))
    expect(page.get_by_role("status").first).to_contain_text("Vos disponibilités sont enregistrées")
    assert taps.count <= MOST_TAPS_WITH_A_DAY, f"{taps.count} taps"
    parents = parents_page(visitor, page)
    expect(parents.get_by_role("main")).to_contain_text("1er\u00a0mars\u00a02031")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_hours_are_copied_refused_with_a_suggestion_and_read_by_parents(
    visitor: Visitor, place: str, width: int, javascript: bool
) -> None:
    page = visitor.open(f"{place}horaires/", width=width, javascript=javascript)
    sign_in(page)
    if javascript:
        look(page, "horaires")
    page.get_by_label("Lundi, ouverture").fill("645")
    page.get_by_label("Lundi, fermeture").fill("midi")
    page.get_by_role("button", name="Une plage de plus le lundi").click()
    page.get_by_label("Lundi, 2e plage, ouverture").fill("13h")
    page.get_by_label("Lundi, 2e plage, fermeture").fill("17.30")
    page.get_by_role("button", name="Copier vers mardi à vendredi").click()
    expect(page.get_by_label("Vendredi, 2e plage, fermeture")).to_have_value("17.30")
    page.get_by_label("Mercredi, 2e plage, fermeture").fill("7 h")
    if javascript:
        look(page, "horaires-copies")
    submit(page).click()
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("Rien n’est encore enregistré")
    wrong = page.get_by_label("Mercredi, 2e plage, fermeture")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_mercredi_2_a_error")).to_contain_text("Vouliez-vous dire")
    if javascript:
        look(page, "horaires-erreur")
    wrong.fill("17 h")
    submit(page).click()
    expect(page.get_by_role("status").first).to_contain_text(
        "Vos horaires sont enregistrés. Les parents les voient"
    )
    parents = parents_page(visitor, page)
    expect(parents.get_by_role("table", name="Heures d’ouverture de la semaine")).to_contain_text(
        re.compile("6\u00a0h\u00a045\u00a0– midi|6\u00a0h\u00a045\u00a0– 12\u00a0h")
    )


def test_what_parents_see_follows_what_is_typed(visitor: Visitor, place: str, width: int) -> None:
    page = visitor.open(f"{place}disponibilites/", width=width)
    sign_in(page)
    preview = page.locator("[data-preview]")
    if width == PHONE:
        preview.locator("summary").click()
    page.get_by_text("Pas de place avant une date").click()
    page.get_by_label("Pas de place avant le").fill("2031-03-01")
    expect(preview).to_contain_text("1er\u00a0mars\u00a02031")
    expect(preview.locator(".changed").first).to_be_visible()
    page.get_by_text("Préciser par âge").click()
    page.get_by_label("Places libres, Moins de 1 an").fill("1")
    page.get_by_role("button", name="Ajouter une période").click()
    expect(page.get_by_label("Du, période 1")).to_be_focused()
    page.get_by_label("Du, période 1").fill("2031-07-01")
    page.get_by_label("période 1").nth(1).fill("2031-07-15")
    page.get_by_text("Voir le calendrier").click()
    expect(preview).to_contain_text("moins de 1\u00a0an, 1\u00a0place")
    look(page, "disponibilites")
    page.get_by_role("button", name="Retirer la période 1").click()
    expect(page.get_by_label("Du, période 1")).to_have_count(0)
    # Nothing was saved by any of it.
    page.reload()
    expect(page.get_by_label("Place disponible immédiatement")).to_be_checked()


def test_by_keyboard_alone(visitor: Visitor, place: str, width: int) -> None:
    """From the first field to « Soumettre »: Enter in a field submits, and adds no range."""
    page = visitor.open(f"{place}horaires/", width=width)
    sign_in(page)
    page.get_by_label("Lundi, ouverture").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("8 h 15")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Vos horaires sont enregistrés")
    page.goto(f"{place}disponibilites/")
    page.get_by_label("Place disponible immédiatement").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Pas de place avant une date")).to_be_checked()
    page.keyboard.press("ArrowDown")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.sectionform__foot button')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Vos disponibilités sont enregistrées")


def test_the_point_is_moved_by_keys_and_by_buttons(visitor: Visitor, place: str, width: int) -> None:
    page = visitor.open(f"{place}adresse/", width=width)
    sign_in(page)
    mark = page.get_by_role("button", name="Le point de votre lieu")
    latitude = page.locator("[name=latitude]")
    before = float(latitude.input_value())
    mark.focus()
    page.keyboard.press("ArrowUp")
    assert float(latitude.input_value()) > before
    page.get_by_role("button", name="Vers le sud").click()
    assert abs(float(latitude.input_value()) - before) < 0.0001
    page.get_by_role("radio", name="Quartier seulement").check()
    expect(page.locator(".pointmap__around")).to_be_visible()
    look(page, "adresse")
    page.get_by_label(re.compile("^Localité")).fill("Nullepart")
    submit(page).click()
    expect(page.locator("#id_locality_error")).to_be_visible()
    look(page, "adresse-erreur")
    # The point is in no address, nor in the log of the site.
    assert latitude.input_value()[:6] not in page.url
    assert latitude.input_value()[:6] not in visitor.site.log


@pytest.mark.parametrize("section", ["horaires", "disponibilites", "adresse"])
def test_in_the_dark(visitor: Visitor, place: str, width: int, section: str) -> None:
    page = visitor.open(f"{place}{section}/", width=width, dark=True)
    sign_in(page)
    page.locator(".sectionform").wait_for()
    look(page, section)
