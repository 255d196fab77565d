"""An editor and a moderator in the real browser: from an empty form to a page that parents read."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.signing import sign_in_strongly
from tests.journeys.visitor import (
    DESKTOP,
    LOOKS,
    PHONE,
    Visitor,
    assert_accessible,
    assert_fits,
    screenshot,
)

pytestmark = pytest.mark.browser

PAGES = {
    "guides": "/guides/",
    "guide": "/guides/comment-choisir/",
    "guide-questions": "/guides/types-d-accueil/",
    "faq": "/questions-frequentes/",
}
ADD = "/office/pages/add/editorial/guidepage/{index}/"
_INDEX = "from acte_content.editorial.models import GuideIndexPage; print(GuideIndexPage.objects.get().pk)"
GUIDE = "/guides/le-premier-jour/"
_SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from acte_content.editorial.models import GuidePage
from acte_content.editorial.jobs import keep_to_schedule
page, past = GuidePage.objects.get(slug='le-premier-jour'), timezone.now() - timedelta(minutes=1)
{change}
print(keep_to_schedule(timezone.localdate()))
"""
_GUIDE = """
from acte_content.editorial.models import GuidePage
page = GuidePage.objects.get(slug='le-premier-jour')
print(page.pk, page.live_revision_id)
"""
_TO_COME = "page.lead = 'Ce qui aide, au jour dit.'; page.save_revision(approved_go_live_at=past)"
_OVER = "GuidePage.objects.filter(pk=page.pk).update(expire_at=past)"
_PEOPLE = """
from portal.accounts import posts
from portal.accounts.enums import Role
from portal.accounts.models import AgentPost, User
from portal.kernel import clock
from portal.kernel.actors import SystemActor
of = {"helpdesk": Role.EDITOR, "digipro": Role.MODERATOR}
"""
_END = (
    _PEOPLE
    + """
from datetime import timedelta
for name, function in of.items():
    for post in AgentPost.objects.filter(user__username=name, function=function, until=None):
        posts.end_post(
            actor=SystemActor("essai"), post_id=post.pk, last_day=clock.today() - timedelta(days=1)
        )
"""
)
_GIVE = (
    _PEOPLE
    + """
for name, function in of.items():
    posts.give_post(actor=SystemActor("essai"), user=User.objects.get(username=name), function=function)
"""
)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_what_everybody_reads(visitor: Visitor, width: int) -> None:
    visitor.site.manage("demo_content")
    page = visitor.open("/", width=width)
    for name, address in PAGES.items():
        page.goto(address)
        for details in page.locator("main details").all():
            details.locator("summary").click()
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, name)
    dark = visitor.open(PAGES["guide"], width=width, dark=True)
    assert_accessible(dark)
    screenshot(dark, "guide")
    if width == PHONE:
        page.goto("/")
        page.locator(".mainmenu summary").click()
        page.get_by_role("link", name="Guides pour les parents").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Guides pour les parents")


@pytest.mark.parametrize(("width", "dark"), LOOKS.values(), ids=LOOKS)
def test_texts_are_found(visitor: Visitor, width: int, dark: bool) -> None:
    visitor.site.manage("demo_content")
    visitor.site.manage("demo_acte")
    page = visitor.open("/guides/", width=width, dark=dark)
    box = page.get_by_label("Chercher dans les guides, les questions et les actions")
    box.press_sequentially("tar")
    suggested = page.get_by_role("option", name="Comprendre les tarifs Guide")
    expect(suggested).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 titre proposé")).to_be_attached()
    assert_accessible(page)
    screenshot(page, "textes-proposes")
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/guides/tarifs/")
    page.goto("/guides/")
    box.fill("réserver une place")
    box.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("réserver une place")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "textes-trouves")
    page.get_by_role("link", name="Puis-je réserver une place ici").click()
    # A question that is the target of an address is unfolded.
    expect(page.get_by_text("seul le lieu peut vous l’attribuer")).to_be_visible()
    page.goto("/recherche/informations/?q=alaitement")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, "textes-autrement")
    page.get_by_role("link", name="allaitement", exact=True).click()
    expect(page.get_by_role("heading", level=3).first).to_be_visible()
    page.goto("/recherche/informations/?q=enfants")
    screenshot(page, "textes-nombreux")
    if width == PHONE:
        plain = visitor.open("/guides/", width=width, javascript=False)
        plain.get_by_label("Chercher dans les guides, les questions et les actions").fill("tarif")
        plain.get_by_role("button", name="Chercher").click()
        expect(plain.get_by_role("link", name="Comprendre les tarifs")).to_be_visible()


@pytest.fixture
def two_persons(people: None, visitor: Visitor) -> Iterator[tuple[Page, Page]]:
    """Hélène writes from today on, David publishes: each in a window of their own."""
    visitor.site.python(_GIVE)
    windows = []
    for username in ("helpdesk", "digipro"):
        page = visitor.open("/office/")
        sign_in_strongly(page, username)
        expect(page.get_by_role("heading", name="Ce qui vous attend")).to_be_visible()
        windows.append(page)
    yield windows[0], windows[1]
    visitor.site.python(_END)


def test_a_guide_from_the_editor_to_parents(visitor: Visitor, two_persons: tuple[Page, Page]) -> None:
    writing, publishing = two_persons
    _write(writing, visitor.site.python(_INDEX).strip())
    unread = visitor.open(GUIDE)
    expect(unread.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")
    _approve(publishing)
    reader = visitor.open(GUIDE)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Le premier jour")
    assert_accessible(reader)
    assert_fits(reader)
    writing.goto("/office/notifications/")
    expect(writing.get_by_role("main")).to_contain_text("a approuvé « Le premier jour » (guide)")
    screenshot(writing, "office-relecture-approuvee")
    _publish_again_and_go_back(publishing, reader, *visitor.site.python(_GUIDE).split())
    # It has its day to come, and its last one; then somebody takes it away at once.
    assert visitor.site.python(_SCHEDULE.format(change=_TO_COME)).strip() == "1"
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text("Ce qui aide, au jour dit.")
    assert visitor.site.python(_SCHEDULE.format(change=_OVER)).strip() == "1"
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")


def _write(page: Page, index: str) -> None:
    """A draft, refused while its picture has no words, seen as parents would, and submitted."""
    page.goto(ADD.format(index=index))
    # Wagtail compares what is typed with the form as its scripts have found it.
    expect(page.locator(".c-sf-add-button").first).to_be_visible()
    page.wait_for_timeout(2_000)
    page.locator("#id_title").fill("Le premier jour")
    page.locator("#id_lead").fill("Comment il se passe, et ce qui aide.")
    # What is typed is kept as a draft by itself, at an address of its own from then on.
    page.wait_for_url(re.compile(r"/office/pages/\d+/edit/"), timeout=30_000)
    expect(page.locator("footer").get_by_role("button", name="Publier")).to_have_count(0)
    _add_block(page, "Titre")
    page.locator("[name=body-0-value]").fill("La première heure")
    _add_block(page, "Image", after=1)
    _once_kept(page)
    _do(page, "Soumettre à Relecture")
    said = page.get_by_text("Décrivez l’image pour les personnes qui ne la voient pas").first
    expect(said).to_be_visible()
    screenshot(page, "office-page-refusee")
    page.locator("[data-contentpath='body'] button[title=Supprimer]").last.click()
    page.locator("[data-side-panel-toggle=preview]").first.click()
    preview = page.frame_locator("iframe").first
    expect(preview.get_by_role("heading", level=1)).to_have_text("Le premier jour")
    screenshot(page, "office-page-apercu")
    _once_kept(page)
    _do(page, "Soumettre à Relecture")
    page.wait_for_url("**/office/pages/*/")


def _approve(page: Page) -> None:
    """From the bell to the page, and from the page to its readers."""
    page.goto("/office/notifications/")
    expect(page.get_by_role("main")).to_contain_text("a soumis « Le premier jour » (guide)")
    screenshot(page, "office-relecture-demandee")
    page.get_by_role("button", name="Ouvrir : Une relecture vous attend").first.click()
    page.wait_for_url(re.compile(r"/office/pages/\d+/edit/"))
    _do(page, "Approuver et publier")
    page.wait_for_url("**/office/pages/*/")


def _publish_again_and_go_back(page: Page, reader: Page, number: str, version: str) -> None:
    """Another version replaces what is read, and the first comes back from the history."""
    page.goto(f"/office/pages/{number}/edit/")
    expect(page.locator(".c-sf-add-button").first).to_be_visible()
    page.wait_for_timeout(2_000)
    page.locator("#id_lead").fill("Autrement dit.")
    _once_kept(page)
    _do(page, "Publier")
    page.wait_for_url("**/office/pages/*/")
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text("Autrement dit.")
    page.goto(f"/office/pages/{number}/history/")
    expect(page.get_by_role("main")).to_contain_text("Hélène Dupuis")
    screenshot(page, "office-page-historique")
    page.goto(f"/office/pages/{number}/revisions/{version}/revert/")
    expect(page.locator("#id_lead")).to_have_value("Comment il se passe, et ce qui aide.")
    page.wait_for_timeout(2_000)
    _do(page, "Publier cette version")
    page.wait_for_url("**/office/pages/*/")
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text("Comment il se passe, et ce qui aide.")


def _add_block(page: Page, name: str, *, after: int = 0) -> None:
    """One more block of the text."""
    page.locator("[data-contentpath='body'] .c-sf-add-button").nth(after).click()
    page.get_by_role("option", name=name, exact=True).click()


def _once_kept(page: Page) -> None:
    """The draft is saved half a second after the last key; to ask for more meanwhile would cross it."""
    page.wait_for_timeout(3_000)


def _do(page: Page, name: str) -> None:
    """One of the actions at the foot of the form; all but the first are in its menu."""
    action = page.locator("footer").get_by_role("button", name=name).first
    if not action.is_visible():
        page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").first.click()
    action.click()
