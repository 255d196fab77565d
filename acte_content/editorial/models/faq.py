"""Questions that are often asked, theme by theme, and the page on which they are read."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from acte_content.editorial.blocks import ThemeQuestionBlock, anchor_of
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models.pages import IndexPage
from search.analysis import tokens

# The page that the preview of a theme shows.
_TEMPLATES = {FaqPlace.MY: "editorial/faq.html", FaqPlace.ACTE: "acte/questions.html"}


class FaqTheme(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A theme with its questions, in the editors' order. A draft is read by nobody until it is published.

    `place`: on which page it stands. Readers get themes by `acte_content.editorial.access`.
    """

    place = models.CharField(
        "page", max_length=10, choices=FaqPlace, default=FaqPlace.MY,
        help_text="Là où ces questions se lisent.",
    )  # fmt: skip
    title = models.CharField("thème", max_length=120)
    position = models.PositiveSmallIntegerField(
        "rang", default=100, help_text="Le plus petit nombre vient en premier."
    )
    questions = StreamField([("question", ThemeQuestionBlock())], verbose_name="questions", blank=True)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="faqtheme", for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="faqtheme", for_concrete_model=False,
    )  # fmt: skip

    search_fields = [
        index.SearchField("title"), index.SearchField("questions"), index.SearchField("search_words"),
        index.FilterField("live"), index.FilterField("place"),
    ]  # fmt: skip

    class Meta:
        verbose_name = "thème de questions"
        verbose_name_plural = "thèmes de questions"
        ordering = ["position", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        """Every version that was saved."""
        return self._revisions

    def search_words(self) -> str:
        """What its questions are found by, all together: stems without accents."""
        said = (text for asked in self.questions for text in asked.block.get_searchable_content(asked.value))
        return " ".join(tokens("\n".join((self.title, *said))))

    @property
    def anchor(self) -> str:
        """By what its heading is found on the page."""
        return anchor_of(self.title)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return _TEMPLATES[FaqPlace(self.place)]

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The page on which it stands, with this theme alone."""
        return {"request": request, "page": FaqPage.objects.first(), "themes": [self]}


class FaqPage(IndexPage):
    """« Questions fréquentes » of MY.ONE: every published theme of this place."""

    template = "editorial/faq.html"
    parent_page_types: ClassVar[list[str]] = ["editorial.PortalPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "page des questions fréquentes"
        verbose_name_plural = "pages des questions fréquentes"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The access function reads this model.
        from acte_content.editorial.access import faq_themes

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"themes": faq_themes(FaqPlace.MY)}
