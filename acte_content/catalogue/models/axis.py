"""The six axes of the scheme, each with the questions by which a team sees where it stands."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from acte_content.catalogue.enums import Drawing
from acte_content.catalogue.models.drafted import Addressed


class Axis(Addressed, ClusterableModel):  # type: ignore[django-manager-missing]  # modelcluster's
    """One of the axes of sustainable development under which actions stand."""

    position = models.PositiveSmallIntegerField("ordre", default=0)
    drawing = models.CharField("dessin", max_length=30, choices=Drawing)
    summary = models.CharField("en une phrase", max_length=200)
    introduction = models.TextField("introduction", max_length=3_000)

    preview_template, preview_name = "acte/axis.html", "axis"

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["position", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("acte:axis", args=[self.slug])

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Without its actions: they are not of this draft."""
        return super().get_preview_context(request, mode_name) | {"actions": None}

    @property
    def icon(self) -> str:
        return Drawing(self.drawing).icon

    @property
    def drawing_file(self) -> str:
        """Its drawing among the static files; in the dark, `dark_drawing_file`."""
        return f"img/acte/{self.drawing}.svg"

    @property
    def dark_drawing_file(self) -> str:
        return f"img/acte/{self.drawing}-sombre.svg"


class DiagnosisQuestion(Orderable):
    """A question of the self-diagnosis of an axis: answered « oui », « en partie » or « pas encore »."""

    axis = ParentalKey(Axis, on_delete=models.CASCADE, related_name="questions", verbose_name="axe")
    text = models.CharField("question", max_length=200)

    class Meta(Orderable.Meta):
        verbose_name = "question de l’auto-diagnostic"
        verbose_name_plural = "questions de l’auto-diagnostic"

    def __str__(self) -> str:
        return self.text
