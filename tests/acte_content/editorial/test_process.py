"""From a draft to a published page: who may do what, and what a page must fulfil."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.template.loader import get_template
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Page, Revision, TaskState, get_page_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from acte_content.editorial.blocks import ALTERNATIVE_IS_FILE_NAME, ALTERNATIVE_MISSING
from acte_content.editorial.jobs import keep_to_schedule
from acte_content.editorial.models import GuideIndexPage, GuidePage, PortalPage
from acte_content.editorial.models.pages import PublishedPage
from portal.accounts.enums import Role, Territory
from portal.accounts.models import User
from portal.kernel import clock
from tests.accounts.conftest import MakeUser
from tests.acte_content.editorial.conftest import strong_client
from tests.files.making import image
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PUBLISH, SUBMIT = {"action-publish": "1"}, {"action-submit": "1"}


@pytest.fixture
def index() -> GuideIndexPage:
    return GuideIndexPage.objects.get()


@pytest.fixture
def picture() -> Any:
    made = get_image_model().objects.create(title="jardin.png", file=ContentFile(image(), "jardin.png"))
    # What a chooser shows of it: made on the spot, it would be a file that the tests leave open.
    small = ContentFile(image(), "max-165x165.png")
    made.renditions.create(filter_spec="max-165x165", width=4, height=4, file=small)
    return made


def add_url(index: GuideIndexPage) -> str:
    return reverse("wagtailadmin_pages:add", args=["editorial", "guidepage", index.pk])


def form(*blocks: tuple[str, Any], title: str = "Le premier jour", **more: Any) -> dict[str, Any]:
    return nested_form_data(
        {"title": title, "slug": "le-premier-jour", "lead": "Comment il se passe.", "drawing": "",
         "image": "", "image_words": "", "seo_title": "", "search_description": "",
         "body": streamfield(blocks),
         "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}} | more
    )  # fmt: skip


def tells(response: Any, said: str) -> bool:
    """Beside a plain field, or in the JSON of a block's."""
    shown = unescape(response.content.decode())
    return said in shown or json.dumps(said)[1:-1] in shown


def made() -> GuidePage:
    return GuidePage.objects.get(slug="le-premier-jour")


def test_a_form_without_its_blocks_is_no_failure(index: GuideIndexPage, moderator: User) -> None:
    """And empties no page: that there are no blocks is said by a number."""
    client = strong_client(moderator)
    whole = form(TEXT)
    without = {key: value for key, value in whole.items() if not key.startswith("body")}
    assert client.post(add_url(index), without).status_code == 400
    client.post(add_url(index), whole)
    edit = reverse("wagtailadmin_pages:edit", args=[made().pk])
    assert client.post(edit, without | PUBLISH).status_code == 400
    assert len(made().body) == 1
    assert client.post("/office/snippets/editorial/faqtheme/add/", {"title": "x"}).status_code == 400


TYPES = [model for model in get_page_models() if issubclass(model, PublishedPage) and model is not PortalPage]
TEXT = ("paragraph", rich_text("<p>On prend son temps.</p>"))


def test_an_editor_submits_and_a_moderator_publishes(
    client: StrictClient, index: GuideIndexPage, editor: User, moderator: User
) -> None:
    writing, reading = strong_client(editor), strong_client(moderator)
    # To publish is not offered, and a request that asks for it all the same keeps a draft.
    assert b"action-publish" not in writing.get(add_url(index)).content
    writing.post(add_url(index), form(TEXT) | PUBLISH)
    assert not made().live
    edit = reverse("wagtailadmin_pages:edit", args=[made().pk])
    writing.post(edit, form(TEXT) | SUBMIT)
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    approve = reverse("wagtailadmin_pages:workflow_action", args=[made().pk, "approve", state.pk])
    # Whoever wrote it may not approve it; while it is read again, they change nothing.
    assert writing.post(approve, {"comment": ""}).status_code == 302
    assert not made().live
    assert "Le premier jour" in reading.get("/office/").content.decode()
    reading.post(approve, {"comment": ""})
    assert made().live
    assert client.get("/guides/le-premier-jour/").status_code == 200
    # Published, it is unpublished by whoever may publish, and there is no going around that.
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[made().pk])
    writing.post(unpublish)
    assert made().live
    reading.post(unpublish)
    assert client.get("/guides/le-premier-jour/").status_code == 404


def test_pages_are_published_and_taken_away_on_time(
    client: StrictClient, index: GuideIndexPage, moderator: User
) -> None:
    writing = strong_client(moderator)
    times = {"go_live_at": "2099-01-01 00:00", "expire_at": "2099-02-01 00:00"}
    writing.post(add_url(index), form(TEXT, **times) | PUBLISH)
    assert not made().live
    assert keep_to_schedule(clock.today()) == 0
    past = clock.now() - timedelta(minutes=1)
    approved = Revision.objects.get(approved_go_live_at__isnull=False)
    approved.content["go_live_at"] = past.isoformat()
    Revision.objects.filter(pk=approved.pk).update(approved_go_live_at=past, content=approved.content)
    assert keep_to_schedule(clock.today()) == 1
    assert client.get("/guides/le-premier-jour/").status_code == 200
    GuidePage.objects.update(expire_at=past)
    assert keep_to_schedule(clock.today()) == 1
    assert client.get("/guides/le-premier-jour/").status_code == 404
    assert keep_to_schedule(clock.today()) == 0


def test_a_draft_may_be_unfinished(index: GuideIndexPage, moderator: User) -> None:
    writing = strong_client(moderator)
    writing.post(add_url(index), form(("subtitle", "Trop tôt"), lead=""))
    assert not made().live
    edit = reverse("wagtailadmin_pages:edit", args=[made().pk])
    response = writing.post(edit, form(("subtitle", "Trop tôt"), lead="") | PUBLISH)
    shown = response.content.decode()
    assert "Dites en une ou deux phrases ce que la page apprend" in shown
    assert "vient avant tout titre" in shown
    assert not made().live


@pytest.mark.parametrize(
    ("alternative", "said"), [("", ALTERNATIVE_MISSING), ("IMG_2041.jpg", ALTERNATIVE_IS_FILE_NAME)]
)
def test_an_image_says_what_it_shows(
    index: GuideIndexPage, moderator: User, picture: Any, alternative: str, said: str
) -> None:
    writing = strong_client(moderator)
    block = ("image", {"image": picture.pk, "alternative": alternative, "caption": ""})
    response = writing.post(add_url(index), form(block) | PUBLISH)
    assert tells(response, said)
    response = writing.post(add_url(index), form(TEXT, image=picture.pk, image_words=alternative) | PUBLISH)
    assert tells(response, said)
    assert not GuidePage.objects.exists()
    block = ("image", {"image": picture.pk, "alternative": "Un potager", "caption": ""})
    writing.post(add_url(index), form(block) | PUBLISH)
    assert made().live


@pytest.mark.parametrize("function", [Role.HELPDESK, Role.DIGIPRO, Role.ADVISER])
def test_nobody_else_reaches_the_pages(make_user: MakeUser, index: GuideIndexPage, function: Role) -> None:
    territory = Territory.NAMUR if function.has_territory else None
    client = strong_client(make_user("agente", function=function, territory=territory))
    for address in (add_url(index), reverse("wagtailadmin_explore", args=[index.pk]), "/office/images/"):
        assert client.get(address).status_code == 404
    assert client.post(add_url(index), form(TEXT) | PUBLISH).status_code == 404
    assert not GuidePage.objects.exists()


def test_the_editors_pages_are_in_french(index: GuideIndexPage, editor: User) -> None:
    client = strong_client(editor)
    shown = client.get(add_url(index)).content.decode()
    for words in ("Nouveau", "guide", "Enregistrer le brouillon", "Soumettre à Relecture", "chapeau"):
        assert words.lower() in shown.lower(), words
    assert "Save draft" not in shown


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_type_of_page_is_one_class_and_one_template(model: type[Page]) -> None:
    get_template(model.template)
    assert model._meta.verbose_name != Page._meta.verbose_name
    assert len(model.parent_page_types) == 1
