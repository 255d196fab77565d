"""The explanatory document, that everybody may read, whether or not they can sign the charter."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from acte_content.catalogue.models.drafted import Drafted, lines_of


class Explanation(Drafted, ClusterableModel):  # type: ignore[django-manager-missing]  # modelcluster's
    """The document: sections in their order. Readers get the one that was published last."""

    title = models.CharField("titre", max_length=120)
    introduction = models.TextField("introduction", max_length=1_000)

    preview_template, preview_name = "acte/explanation.html", "explanation"

    class Meta:
        verbose_name = "document explicatif"
        verbose_name_plural = "document explicatif"
        ordering = ["-last_published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("acte:explanation")

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Without its document: that is made of what is published."""
        return super().get_preview_context(request, mode_name) | {"document": None}


class ExplanationSection(Orderable):
    """A section: paragraphs, then points, a line each."""

    explanation = ParentalKey(Explanation, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField("titre", max_length=120)
    text = models.TextField("texte", max_length=4_000)
    points = models.TextField("points", max_length=2_000, blank=True, help_text="Un point par ligne.")
    numbered = models.BooleanField("points numérotés", default=False)

    class Meta(Orderable.Meta):
        verbose_name = "partie"
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return self.title

    @property
    def point_lines(self) -> list[str]:
        return lines_of(self.points)
