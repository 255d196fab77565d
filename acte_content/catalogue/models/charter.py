"""The charter: versions made of elements. What has been published is what people sign: it stays as it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from acte_content.catalogue.models.drafted import Drafted

PUBLISHED = "Cette version a été publiée\u00a0: elle ne change plus. Écrivez-en une nouvelle."


class CharterVersion(Drafted, ClusterableModel):  # type: ignore[django-manager-missing]  # modelcluster's
    """One version of the charter; the latest published is the one in force."""

    name = models.CharField("nom de la version", max_length=80, unique=True)
    introduction = models.TextField("introduction", max_length=3_000)

    preview_template, preview_name = "acte/charter.html", "charter"

    class Meta:
        verbose_name = "version de la charte"
        verbose_name_plural = "versions de la charte"
        ordering = ["-first_published_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("acte:charter")

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Without its document: that is made of what is published."""
        return super().get_preview_context(request, mode_name) | {"document": None}

    @property
    def is_settled(self) -> bool:
        """Whether it has been published: from then on people sign it, and it stays as it is."""
        return self.first_published_at is not None

    def clean(self) -> None:
        super().clean()
        stored = CharterVersion.objects.filter(pk=self.pk).first() if self.pk else None
        if stored and stored.is_settled:
            raise ValidationError(PUBLISHED)


class CharterElement(Orderable):
    """One of the aims that a facility commits itself to."""

    version = ParentalKey(CharterVersion, on_delete=models.CASCADE, related_name="elements")
    title = models.CharField("objectif", max_length=120)
    text = models.TextField("engagement", max_length=1_000)

    class Meta(Orderable.Meta):
        verbose_name = "élément de la charte"
        verbose_name_plural = "éléments de la charte"

    def __str__(self) -> str:
        return self.title
