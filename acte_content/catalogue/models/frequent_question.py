"""What people ask about ACTE, and the answers of the project's team."""

from typing import Any

from django.db import models
from django.http import HttpRequest

from acte_content.catalogue.models.drafted import Drafted


class FrequentQuestion(Drafted):
    """A question with its answer; `to_complete` where the team has not yet written all of it."""

    question = models.CharField("question", max_length=200)
    answer = models.TextField("réponse", max_length=3_000)
    position = models.PositiveSmallIntegerField(
        "ordre", default=100, help_text="Les plus petits nombres viennent d’abord."
    )
    to_complete = models.BooleanField(
        "à compléter",
        default=False,
        help_text="Les lectrices et lecteurs voient que la réponse n’est pas entière.",
    )

    preview_template, preview_name = "acte/questions.html", "question"

    class Meta:
        verbose_name = "question fréquente"
        verbose_name_plural = "questions fréquentes"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.question

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Alone on the page of all."""
        return super().get_preview_context(request, mode_name) | {"questions": [self]}
