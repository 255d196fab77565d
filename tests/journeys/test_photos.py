"""A photo from a telephone: it waits, what is refused says why, and parents see what ONE has approved."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.journeys.test_pro import look, width  # noqa: F401 -- a fixture
from tests.journeys.test_signaletique import enter
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
_APPROVE = """
from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.facilities.models import Photo
from portal.facilities.services import approve_photo
for photo in Photo.objects.filter(state="en-attente"):
    approve_photo(actor=person_of(User.objects.get(username="sophie"), LoginLevel.EID), photo_id=photo.pk)
"""


def picture(number: int) -> dict[str, object]:
    """A room, drawn: a photograph of nobody's."""
    drawn = Image.new("RGB", (1200, 800), ("#F4E3D3", "#CFE5EA", "#DAD6E4", "#E8D9B5")[number % 4])
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((0, 600, 1200, 800), fill="#D9B98F")
    draw.rectangle((120, 90, 420, 380), fill="#BFDDE4", outline="white", width=20)
    draw.ellipse((300, 560, 900, 740), fill="#C26A77")
    for box, colour in (((620, 520, 720, 620), "#F2A065"), ((560, 430, 660, 520), "#752A63")):
        draw.rectangle(box, fill=colour)
    written = BytesIO()
    drawn.save(written, "JPEG")
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def send(page: Page, file: dict[str, object], description: str) -> None:
    page.get_by_label("Votre photo").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("Ce qu’on voit sur la photo").last.fill(description)
    page.get_by_role("button", name="Envoyer la photo").click()


def withdraw_all(page: Page) -> None:
    """Those of the demonstration, or of a journey before this one."""
    first = page.get_by_role("button", name="Retirer la photo 1", exact=True)
    while first.count():
        # A picture that is asked for after it was withdrawn is not there.
        page.wait_for_load_state("networkidle")
        first.click()
        expect(page.get_by_role("main")).to_contain_text("Ajouter une photo")
    expect(page.get_by_text("Aucune photo pour le moment.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_photo_waits_is_approved_and_seen(
    people: None,
    visitor: Visitor,
    width: int,  # noqa: F811
    javascript: bool,
) -> None:
    page = enter(visitor, "nadia", width=width, javascript=javascript)
    here = page.url
    page.locator("#photos").get_by_role("link", name="Voir et ajouter").click()
    if javascript:
        look(page, "photos")
    withdraw_all(page)
    send(page, {"name": "projet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}, "Le salon")
    expect(page.get_by_role("alert")).to_contain_text("JPEG ou PNG")
    expect(page.get_by_label("Ce qu’on voit sur la photo").last).to_have_value("Le salon")
    if javascript:
        look(page, "photos-erreur")
    how_many = 4 if width == PHONE and javascript else 1
    for number in range(how_many):
        send(page, picture(number), f"Le salon, vue {number + 1}")
        expect(page.get_by_role("main")).to_contain_text(f"Le salon, vue {number + 1}")
    expect(page.get_by_text("En attente", exact=True)).to_have_count(how_many)
    if javascript:
        look(page, "photos-en-attente")
    visitor.site.python(_APPROVE)
    page.reload()
    expect(page.get_by_text("Approuvée", exact=True)).to_have_count(how_many)
    page.goto(here)
    if javascript:
        look(page, "photos-signaletique")
    page.get_by_role("link", name="Voir la fiche comme un parent").click()
    expect(page.get_by_alt_text("Le salon, vue 1")).to_be_visible()
    loaded = page.get_by_alt_text("Le salon, vue 1").evaluate("image => image.complete && image.naturalWidth")
    assert loaded
    if javascript:
        look(page, "fiche-avec-photos")
    page.goto(f"{here.split('#')[0]}photos/")
    withdraw_all(page)
