"""Questions that are often asked, theme by theme, and the page on which they are read."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from acte_content.editorial.blocks import QuestionBlock, anchor_of
from acte_content.editorial.forms import ThemeForm
from acte_content.editorial.models.pages import IndexPage


class FaqTheme(WorkflowMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """A theme with its questions, in the editors' order. A draft is read by nobody until it is published."""

    title = models.CharField("thème", max_length=120)
    position = models.PositiveSmallIntegerField(
        "rang", default=100, help_text="Le plus petit nombre vient en premier."
    )
    questions = StreamField([("question", QuestionBlock())], verbose_name="questions", blank=True)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="faqtheme", for_concrete_model=False,
    )  # fmt: skip
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id",
        related_query_name="faqtheme", for_concrete_model=False,
    )  # fmt: skip

    base_form_class = ThemeForm
    panels = [FieldPanel("title"), FieldPanel("position"), FieldPanel("questions")]
    search_fields = [
        index.SearchField("title"), index.SearchField("questions"), index.FilterField("live"),
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

    @property
    def anchor(self) -> str:
        """By what its heading is found on the page."""
        return anchor_of(self.title)


class FaqPage(IndexPage):
    """« Questions fréquentes » of MY.ONE: every published theme."""

    template = "editorial/faq.html"
    parent_page_types: ClassVar[list[str]] = ["editorial.PortalPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "page des questions fréquentes"
        verbose_name_plural = "pages des questions fréquentes"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        themes = [theme for theme in FaqTheme.objects.filter(live=True) if theme.questions]
        return context | {"themes": themes}
