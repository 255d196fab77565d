"""Texts that are drafted, previewed, read again, published now or on a day, and taken back."""

from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.utils.text import slugify
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search.queryset import SearchableQuerySetMixin


class DraftedQuerySet(SearchableQuerySetMixin, models.QuerySet[Any]):
    def published(self) -> Self:
        """What readers may see."""
        return self.filter(live=True)


class Drafted(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """A row holds what is published; a draft of a published text is a revision, that no reader sees.

    While it is read again (« Relecture »), it is locked for whoever may not publish it.

    Its preview is the page that readers will get: `preview_template`, with the text under `preview_name`.
    """

    preview_template: str
    preview_name: str

    objects = DraftedQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"request": request, self.preview_name: self, "previewed": True}


class Addressed(Drafted):
    """One with an address of its own, made of its title unless somebody states it."""

    title = models.CharField("titre", max_length=120)
    slug = models.SlugField(
        "fin de l’adresse",
        max_length=120,
        unique=True,
        blank=True,
        help_text="Faite du titre si vous ne l’indiquez pas. Gardez-la ensuite\u00a0: des liens y mènent.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slugify(self.title)[:120]


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something: a step, a point or a resource each."""
    return [line.strip() for line in text.splitlines() if line.strip()]
