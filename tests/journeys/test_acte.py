"""ACTE in the browser: read at every width, filtered with and without JavaScript, written and asked about."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.files.making import image
from tests.journeys.signing import sign_in_strongly
from tests.journeys.site import RunningSite
from tests.journeys.visitor import DESKTOP, LOOKS, PHONE, Visitor, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.browser
PAGES = {
    "acte": "/acte/",
    "acte-actions": "/acte/actions/?axe=eau&saison=ete",
    "acte-aucune": "/acte/actions/?q=zzzz",
    "acte-action": "/acte/actions/langes-lavables/",
    "acte-axe": "/acte/axes/cadre-de-vie/",
    "acte-document": "/acte/document-explicatif/",
    "acte-charte": "/acte/charte/",
    "acte-questions": "/acte/questions/",
    "acte-imprimer": "/acte/actions-a-imprimer/?axe=eau",
    "acte-question": "/acte/question/",
}

ACTIONS = "/office/snippets/catalogue/action/"
_BEFORE = """
from io import BytesIO
from PIL import Image
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.images import get_image_model
from portal.accounts.enums import Role
from portal.accounts.models import AgentPost, User
from portal.kernel.service import service

@service
def give(*, actor):
    user = User.objects.get(username='helpdesk')
    AgentPost.objects.create(user=user, function=Role.EDITOR, since='2020-01-01')

give(actor=None)
picture = Image.linear_gradient('L').resize((1200, 900)).convert('RGB')
file = BytesIO()
picture.save(file, 'JPEG')
get_image_model().objects.create(title='Un vélo dans la cour', file=ContentFile(file.getvalue(), 'velo.jpg'))
"""
_AFTER = """
from wagtail.images import get_image_model
from acte_content.catalogue.models import Action
from portal.accounts.enums import Role
from portal.accounts.models import AgentPost
from portal.kernel.service import service

@service
def take(*, actor):
    AgentPost.objects.filter(user__username='helpdesk', function=Role.EDITOR).delete()

take(actor=None)
Action.objects.filter(slug='partagez-un-velo-cargo').delete()
get_image_model().objects.filter(title='Un vélo dans la cour').delete()
"""
_FIRST = """
from acte_content.catalogue.models import Action
made = Action.objects.get(slug='partagez-un-velo-cargo')
wanted = [r.pk for r in made.revisions.order_by('pk') if 'trois' in r.content['summary']][-1]
print(f'/office/snippets/catalogue/action/history/{made.pk}/revisions/{wanted}/revert/')
"""
_SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from acte_content.catalogue.models import Action
from acte_content.editorial.jobs import keep_to_schedule
made = Action.objects.get(slug='partagez-un-velo-cargo')
made.go_live_at = timezone.now() + timedelta(hours=1)
waits = made.save_revision()
waits.publish()
past = timezone.now() - timedelta(minutes=1)
waits.content['go_live_at'] = past.isoformat()
waits.approved_go_live_at = past
waits.save()
print(keep_to_schedule(timezone.localdate()))
"""


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


@pytest.fixture
def editor_and_photo(site: RunningSite, people: None) -> Iterator[None]:
    """« helpdesk » writes too, and publishes nothing; the library has a photo. Put back at the end."""
    site.python(_BEFORE)
    yield
    site.python(_AFTER)


@pytest.mark.usefixtures("catalogue", "editor_and_photo")
def test_an_editor_and_a_moderator_bring_an_action_to_readers(visitor: Visitor, site: RunningSite) -> None:
    editor = visitor.open(f"{ACTIONS}add/")
    sign_in_strongly(editor, "helpdesk")
    editor.goto(f"{ACTIONS}add/")
    for name, text in {
        "title": "Partagez un vélo-cargo", "summary": "Un vélo pour trois milieux d’accueil.",
        "why": "Moins de trajets en voiture.", "how": "Trouvez deux voisins.\nFixez un horaire.",
    }.items():  # fmt: skip
        editor.locator(f"#id_{name}").fill(text)
    editor.locator("#id_axis").select_option(label="Dynamique sociale")
    editor.locator("#id_difficulty").select_option("moyen")
    editor.locator("#id_cost").select_option("plus-de-300")
    editor.get_by_role("button", name="Choisir une image").first.click()
    editor.get_by_role("link", name="Un vélo dans la cour").first.click()
    expect(editor.get_by_role("dialog")).to_have_count(0)
    _once_kept(editor)
    _do(editor, "Enregistrer le brouillon")
    editor.wait_for_url(re.compile(r"/action/edit/\d+/"))
    address = editor.url
    expect(editor.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    _do(editor, "Soumettre à Relecture")
    expect(
        editor.get_by_text("Décrivez l’image pour les personnes qui ne la voient pas").first
    ).to_be_visible()
    assert_fits(editor)
    screenshot(editor, "acte-photo-sans-texte")
    editor.locator("#id_image_words").fill("Un vélo-cargo devant une crèche")
    editor.locator("[data-side-panel-toggle=preview]").first.click()
    preview = editor.frame_locator("iframe").first
    expect(preview.get_by_role("img", name="Un vélo-cargo devant une crèche")).to_be_visible()
    screenshot(editor, "acte-office-apercu")
    _once_kept(editor)
    _do(editor, "Soumettre à Relecture")
    editor.wait_for_url(f"**{ACTIONS}")
    reader = visitor.open("/acte/actions/?q=velo-cargo")
    nothing = "Aucune action ne réunit ces critères"
    expect(reader.locator(".found h2")).to_have_text(re.compile(nothing))
    moderator = visitor.open("/office/")
    sign_in_strongly(moderator, "agent")
    moderator.goto("/office/")
    expect(moderator.get_by_role("main")).to_contain_text("Partagez un vélo-cargo")
    screenshot(moderator, "acte-office-a-relire")
    moderator.get_by_role("link", name="Partagez un vélo-cargo").first.click()
    _do(moderator, "Approuver et publier")
    moderator.wait_for_url(f"**{ACTIONS}")
    reader.reload()
    expect(reader.locator(".actioncard h3")).to_have_text("Partagez un vélo-cargo")
    expect(reader.get_by_role("img", name="Un vélo-cargo devant une crèche")).to_be_visible()
    assert_accessible(reader)
    screenshot(reader, "acte-carte-avec-photo")
    reader.get_by_role("link", name="Partagez un vélo-cargo").click()
    for width in (PHONE, DESKTOP):
        reader.set_viewport_size({"width": width, "height": 900})
        assert_accessible(reader)
        assert_fits(reader)
        screenshot(reader, "acte-action-avec-photo")
    # A new version, the first one again, withdrawn, and published at its time.
    moderator.goto(address)
    moderator.locator("#id_summary").fill("Un vélo pour quatre milieux d’accueil.")
    _once_kept(moderator)
    _do(moderator, "Publier")
    moderator.wait_for_url(f"**{ACTIONS}")
    reader.reload()
    expect(reader.locator(".actehead__lead")).to_have_text("Un vélo pour quatre milieux d’accueil.")
    moderator.goto(site.python(_FIRST).strip())
    _do(moderator, "Publier cette version")
    moderator.wait_for_url(f"**{ACTIONS}")
    reader.reload()
    expect(reader.locator(".actehead__lead")).to_have_text("Un vélo pour trois milieux d’accueil.")
    moderator.goto(address.replace("/edit/", "/unpublish/"))
    moderator.get_by_role("button", name=re.compile("dépublier", re.IGNORECASE)).click()
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")
    assert site.python(_SCHEDULE).strip() == "1"
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Partagez un vélo-cargo")


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
    page.get_by_label("Fichiers joints").set_input_files(
        {"name": "faux.pdf", "mimeType": "application/pdf", "buffer": b"<script>"}
    )
    page.get_by_role("button", name="Envoyer").click()
    # What is refused is told by its field, and nothing that was typed is lost.
    expect(page.locator("#id_attachments_error")).to_be_visible()
    expect(page.locator("#id_text")).to_have_value("Puis-je commencer en janvier\u202f?")
    assert_accessible(page)
    screenshot(page, "acte-question-fichier-refuse")
    page.get_by_label("Fichiers joints").set_input_files(
        {"name": "cour.jpg", "mimeType": "image/jpeg", "buffer": image("JPEG")}
    )
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre question est envoyée")
    office = visitor.open("/office/files-d-attente/questions-acte/")
    sign_in_strongly(office, "agent")
    office.goto("/office/files-d-attente/questions-acte/")
    office.get_by_role("link", name="Question du").first.click()
    expect(office.get_by_text("Puis-je commencer en janvier")).to_be_visible()
    expect(office.get_by_text("zoe@exemple.be")).to_be_visible()
    expect(office.get_by_role("link", name="cour.jpg")).to_be_visible()
    assert_accessible(office)
    screenshot(office, "acte-file-d-attente")


def _once_kept(page: Page) -> None:
    """The draft is saved half a second after the last key; to ask for more meanwhile would cross it."""
    page.wait_for_timeout(3_000)


def _do(page: Page, name: str) -> None:
    """One of the actions at the foot of the form; all but the first are in its menu."""
    action = page.locator("footer").get_by_role("button", name=name).first
    if not action.is_visible():
        page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    action.click()
