"""The doors to what editors publish: frequent questions, and documents with the pages that hold them."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from wagtail.models import Page, ReferenceIndex

from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import ArticlePage, FaqTheme
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.access import possible
from portal.files.models import EditorialDocument


def faq_themes(place: FaqPlace) -> list[FaqTheme]:
    """The published themes of this page with their questions, in the editors' order: one query.

    A theme without a question is not among them.
    """
    published = FaqTheme.objects.filter(place=place, live=True).order_by("position", "title", "pk")
    return [theme for theme in published if theme.questions]


def document_for(person: Person | None, pk: int) -> EditorialDocument:
    """A document that this person, or somebody who has not signed in, may read; 404 otherwise."""
    document = EditorialDocument.objects.filter(pk=possible(pk)).first()
    if document is None:
        raise Http404
    if person is not None and person.may(Right.EDIT_CONTENT):
        return document
    if any(page.is_read_by(person) for page in _published_holders(document)):
        return document
    raise Http404


def is_published(document: EditorialDocument) -> bool:
    """Whether a published page holds it, whoever reads that page."""
    return any(True for _ in _published_holders(document))


def awaits_sign_in(pk: int) -> bool:
    """Whether signing in may help: a page that professionals read holds it."""
    document = EditorialDocument.objects.filter(pk=possible(pk)).first()
    return document is not None and is_published(document)


def _published_holders(document: EditorialDocument) -> Iterator[ArticlePage]:
    """Wagtail's index of references names candidates, drafts among them; what is published is in the page."""
    named = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = {int(pk) for pk in named.values_list("object_id", flat=True)}
    if not ids:
        return
    for page in Page.objects.live().filter(pk__in=ids).order_by("path").specific():
        if isinstance(page, ArticlePage) and document.pk in page.document_ids:
            yield page
