"""The search page as people use it: with and without a script, by keyboard, on a phone."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.visitor import DESKTOP, LOOKS, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser

EMPTY = (
    "/recherche/?q=6600&dispo=maintenant&ouverture=week-end&taille=grande&caracteristique=sorties&type=aes"
)
STATES = {
    "recherche": "/recherche/?q=5000",
    "recherche-region": "/recherche/",
    "recherche-vide": EMPTY,
    "recherche-homonymes": "/recherche/?q=bomal",
    "recherche-inconnue": "/recherche/?q=xqzptlrk",
    "recherche-erreurs": "/recherche/?q=5000&jour=0&de=18:00&a=08:00&capacite=beaucoup",
}


def wait_for_map(page: Page) -> None:
    expect(page.locator(".mapdisc, .mapmark").first).to_be_visible()


def total(page: Page) -> int:
    found = re.match(r"[\d\u202f]+", page.locator("h1").inner_text())
    return int(found[0].replace("\u202f", "")) if found else 0


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def move_map(page: Page, by: int = 220) -> None:
    """Drag the map to the left by so many pixels."""
    box = page.locator("#carte").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.86
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - by, y, steps=8)
    page.mouse.up()


def answered(page: Page) -> "object":
    return page.expect_response(lambda answer: "carte.json" in answer.url and "parties" not in answer.url)


@pytest.mark.parametrize(("width", "dark"), LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_accessible(visitor: Visitor, name: str, width: int, dark: bool) -> None:
    page = visitor.open(STATES[name], width=width, dark=dark)
    if width == DESKTOP:
        page.wait_for_load_state("networkidle")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_open_filters_are_accessible(visitor: Visitor, width: int) -> None:
    page = visitor.open("/recherche/?q=5000&dispo=maintenant", width=width)
    page.click(".orders summary")
    page.click("#filtres > summary")
    page.click(".filters__more summary")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "recherche-filtres")


def test_the_map_of_a_phone_is_accessible(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000", width=PHONE)
    page.click('[data-show="map"]')
    wait_for_map(page)
    page.locator(".mapmark").first.click()
    expect(page.locator("#carte-fiche")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "recherche-carte")
    page.keyboard.press("Escape")
    page.click('[data-show="list"]')
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator("#carte")).to_be_hidden()


def test_without_a_script_everything_is_there(visitor: Visitor) -> None:
    page = visitor.open("/recherche/", javascript=False)
    expect(page.locator("#carte")).to_be_hidden()
    page.fill("#q", "Rue Haute 12, 1000 Bruxelles")
    page.click(".searchbar__go")
    assert query_of(page) == {"q": ["1000 Bruxelles"], "precision": ["localite"]}
    expect(page.locator("h1")).to_contain_text("autour de Bruxelles")
    everything = total(page)
    page.click("#puces >> text=Place libre maintenant")
    assert query_of(page)["dispo"] == ["maintenant"]
    free = total(page)
    assert 0 < free < everything
    page.click("#filtres > summary")
    page.check("#f-dispo-plus-tard")
    page.click("[data-submit]")
    assert query_of(page)["dispo"] == ["maintenant", "plus-tard"]
    assert free < total(page) < everything
    page.click("#puces >> text=Tout effacer")
    assert total(page) == everything
    page.click("text=Suivante")
    assert query_of(page)["page"] == ["2"]
    page.click(".hit__title a >> nth=0")
    expect(page.locator("h1")).to_be_visible()
    assert "/lieu/" in page.url


def test_a_filter_changes_list_map_and_address_in_place(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000")
    wait_for_map(page)
    page.evaluate("window.stays = true")
    count = int(page.locator("#puces .chip__count").first.inner_text().split()[0])
    page.click("#puces >> text=Place libre maintenant")
    expect(page.locator(".chip--on")).to_contain_text("Place libre maintenant")
    assert total(page) == count
    assert query_of(page) == {"q": ["5000"], "dispo": ["maintenant"]}
    expect(page.locator("#annonce")).to_have_text(page.locator("h1").inner_text())
    expect(page.locator("#filtres > summary")).to_contain_text("1")
    assert page.evaluate("window.stays") is True
    # The same address gives the same answer without the script.
    again = visitor.open(page.url.removeprefix(visitor.site.url), javascript=False)
    assert total(again) == count


def test_the_button_of_the_filters_counts_before_it_is_pressed(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000")
    page.click("#filtres > summary")
    with page.expect_response(lambda answer: "parties=compte" in answer.url):
        page.check("#f-groupe-creches")
    expect(page.locator("[data-submit]")).not_to_have_text(re.compile(r"Voir 0"))
    promised = page.locator("[data-submit]").inner_text()
    page.click("[data-submit]")
    expect(page.locator("#filtres")).not_to_have_attribute("open", "")
    expect(page.locator("h1")).to_be_focused()
    assert promised.removeprefix("Voir ") in page.locator("h1").inner_text()


def test_moving_the_map_refines_the_list(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000&tri=nom")
    wait_for_map(page)
    before = page.locator("h1").inner_text()
    with answered(page):
        move_map(page)
    expect(page.locator("h1")).to_contain_text("sur cette carte")
    assert page.locator("h1").inner_text() != before
    query = query_of(page)
    assert (query["q"], query["tri"]) == (["5000"], ["nom"])
    assert all(len(number.partition(".")[2]) <= 3 for number in query["bbox"][0].split(","))
    shown = total(page)
    page.reload()
    assert total(page) == shown
    # What comes back is the view that was left: nothing jumps.
    wait_for_map(page)
    assert query_of(page)["bbox"] == query["bbox"]


def test_a_cluster_opens_until_its_places_are_seen(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=4000")
    wait_for_map(page)
    for _ in range(20):
        discs = page.locator(".mapdisc")
        if not discs.count() or page.locator(".mappopup").count():
            break
        disc = discs.first
        assert "Ouvrir ce groupe" in str(disc.get_attribute("aria-label"))
        disc.focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
    opened = page.locator(".mappopup a[href^='/lieu/'], .mapmark")
    expect(opened.first).to_be_visible()


def test_list_and_map_point_at_each_other(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000&dispo=maintenant")
    wait_for_map(page)
    page.locator(".hit").nth(1).hover()
    expect(page.locator(".mapmark--chosen")).to_have_count(1)
    page.locator(".hit__title a").first.focus()
    expect(page.locator(".mapmark--chosen")).to_have_count(1)
    page.mouse.move(2, 2)
    listed = {hit.get_attribute("data-id") for hit in page.locator(".hit").all()}
    marker = page.locator(".mapmark:not(.mapmark--chosen)").first
    marker.focus()
    chosen = page.locator(".hit--chosen")
    assert chosen.count() <= 1
    if chosen.count():
        assert chosen.get_attribute("data-id") in listed


def test_a_marker_opens_its_card_and_gives_the_focus_back(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000&dispo=maintenant")
    wait_for_map(page)
    address = page.url
    marker = page.locator(".mapmark:not(.mapmark--chosen)").first
    marker.focus()
    page.keyboard.press("Enter")
    link = page.locator(".mappopup >> text=Voir la fiche")
    expect(link).to_be_focused()
    assert_accessible(page)
    screenshot(page, "recherche-fiche-sur-carte")
    page.keyboard.press("Escape")
    expect(page.locator(".mappopup")).to_have_count(0)
    assert page.url == address, "opening a card is no move of the map"
    expect(marker).to_be_focused()


def test_suggestions_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/recherche/")
    field: Locator = page.get_by_role("combobox", name="Code postal, commune ou adresse")
    field.press_sequentially("gemblo")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    page.locator(".suggestions [role=option]").first.hover()  # nothing lies over the list
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("h1")).to_contain_text("Gembloux")
    assert "q=" in page.url


def test_everything_by_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000")
    wait_for_map(page)
    page.locator("#filtres > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#f-groupe-creches")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#filtres > summary")).to_be_focused()
    page.locator("#carte").focus()
    with answered(page):
        page.keyboard.press("ArrowRight")
    expect(page.locator("h1")).to_contain_text("sur cette carte")


def test_a_phone_goes_from_list_to_map_to_filters_and_back(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000", width=PHONE)
    expect(page.locator("#carte")).to_be_hidden()
    page.click('[data-show="map"]')
    wait_for_map(page)
    everything = page.locator("h1").text_content()
    page.click('[data-show="filters"]')
    page.check("#f-dispo-maintenant")
    page.click("[data-submit]")
    expect(page.locator("#carte")).to_be_visible()
    wait_for_map(page)
    expect(page.locator("h1")).not_to_have_text(str(everything))
    page.click('[data-show="list"]')
    expect(page.locator(".hit").first).to_be_visible()
    screenshot(page, "recherche-liste")


def test_nothing_jumps_while_the_page_loads(visitor: Visitor) -> None:
    for width in (DESKTOP, PHONE):
        page = visitor.open("/robots.txt", width=width)
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach("
            "(entry) => { window.moved += entry.value; })).observe({ type: 'layout-shift', buffered: true });"
        )
        page.goto("/recherche/?q=5000")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved") < 0.01


def test_who_moves_the_map_too_often_is_told_when_to_go_on(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000")
    wait_for_map(page)
    told = {"error": "too_many_requests", "message": "Réessayez dans 12 secondes.", "retry_after": 12}
    page.route("**/carte.json*", lambda route: route.fulfill(status=429, json=told))
    page.click("#puces >> text=Petite enfance")
    expect(page.locator("#annonce")).to_have_text("Réessayez dans 12 secondes.")
    visitor.faults.clear()


def test_a_search_that_cannot_be_answered_is_told(visitor: Visitor) -> None:
    page = visitor.open("/recherche/?q=5000")
    wait_for_map(page)
    page.route("**/carte.json*", lambda route: route.abort())
    page.click("#puces >> text=Petite enfance")
    expect(page.locator("#annonce")).to_contain_text("ne répond pas")
    visitor.faults.clear()
