"""A bank statement, from a telephone to the agent who compares it: validated, told, seen by no parent."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.journeys.signing import STEP_UP, sign_in_strongly
from tests.journeys.test_photo_queue import look
from tests.journeys.test_signaletique import enter
from tests.journeys.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser
IBAN, OF_THE_DEMONSTRATION = "BE91 9980 4277 5576", "BE68 5390 0754 7034"


def sheet() -> dict[str, object]:
    """As a telephone takes it: upright, and larger than any screen."""
    drawn = Image.new("RGB", (3000, 4000), "white")
    draw = ImageDraw.Draw(drawn)
    for row, line in enumerate(("Banque fictive", "Titulaire : Nadia Lambert", f"IBAN : {IBAN}")):
        draw.text((200, 300 + 300 * row), line, fill="black", font_size=160)
    written = BytesIO()
    drawn.save(written, "JPEG")
    return {"name": "IMG_0417.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def state_account(page: Page, iban: str) -> None:
    """Another account, and its statement in the same form; on the page of the account."""
    page.goto("/pro/coordonnees-bancaires/")
    page.get_by_role("main").get_by_role("link", name="Modifier", exact=True).click()
    page.get_by_label("Titulaire du compte").fill("Nadia Lambert")
    page.get_by_label("Numéro de compte (IBAN)").fill(iban)
    page.get_by_label("Relevé d’identité bancaire (RIB)").set_input_files(sheet())  # type: ignore[arg-type]
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("main")).to_contain_text("En attente")


def assert_on_one_screen(page: Page, *parts: Locator) -> None:
    """Nothing of it has to be scrolled for."""
    height = page.viewport_size["height"] if page.viewport_size else 0
    page.evaluate("window.scrollTo(0, 0)")
    for part in parts:
        box = part.bounding_box()
        assert box is not None
        assert box["height"] > 10
        assert box["y"] + box["height"] <= height, (part, box)


def test_from_a_telephone_to_a_validated_account(people: None, visitor: Visitor) -> None:
    nadia = enter(visitor, "nadia", width=PHONE)
    place = nadia.url.split("#")[0]
    nadia.goto("/pro/coordonnees-bancaires/")
    nadia.get_by_role("link", name="Se connecter avec eID").click()
    sign_in_strongly(nadia, "nadia", button=STEP_UP)
    state_account(nadia, IBAN)
    look(nadia, "releve-envoye")

    sophie = visitor.open("/office/", width=DESKTOP)
    sign_in_strongly(sophie, "sophie")
    sophie.get_by_role("main").get_by_role("link", name="Relevés bancaires à valider").click()
    # No number stands in a list.
    expect(sophie.get_by_role("main")).not_to_contain_text("BE91")
    sophie.locator(".office-lines a").first.click()
    picture = sophie.get_by_alt_text("Le relevé envoyé", exact=False)
    expect(picture).to_be_visible()
    sophie.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
    )
    number, holder = sophie.get_by_text(IBAN, exact=True), sophie.get_by_text("Nadia Lambert", exact=True)
    assert_on_one_screen(
        sophie, number, holder.first, picture, sophie.get_by_role("button", name="Valider le compte")
    )
    look(sophie, "releve")
    sophie.keyboard.press("v")
    expect(sophie.locator(".office-done")).to_contain_text("Relevé validé")

    nadia.goto("/pro/notifications/")
    expect(nadia.get_by_role("main")).to_contain_text("est validé\u00a0: l’ONE peut verser sur ce compte")
    nadia.goto("/pro/coordonnees-bancaires/")
    expect(nadia.locator("#releve + .place__state")).to_contain_text("Validé")
    look(nadia, "releve-valide")

    nadia.goto(place)
    address = nadia.get_by_role("link", name="Voir la fiche comme un parent").get_attribute("href") or ""
    parent = visitor.open(address, width=PHONE)
    public = parent.content() + parent.request.get("/recherche/lieux.geojson").text()
    secrets = (IBAN, IBAN.replace(" ", ""), "IMG_0417", "bancaire", "releve")
    assert not [secret for secret in secrets if secret in public]
    state_account(nadia, OF_THE_DEMONSTRATION)
