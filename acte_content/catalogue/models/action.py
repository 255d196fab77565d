"""The actions among which a facility picks for its plan."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from wagtail.search import index

from acte_content.catalogue.enums import Age, Cost, Difficulty, Season
from acte_content.catalogue.models.axis import Axis
from acte_content.catalogue.models.drafted import Addressed, DraftedQuerySet, lines_of
from search.analysis import tokens


class ActionQuerySet(DraftedQuerySet):
    def readable(self) -> Self:
        """What readers may see: an action is read as long as its axis is."""
        return self.published().filter(axis__live=True)


class Action(index.Indexed, Addressed):
    """An action of the catalogue. Without a season it is of all year; without an age, of all ages."""

    axis = models.ForeignKey(Axis, on_delete=models.PROTECT, related_name="actions", verbose_name="axe")
    position = models.PositiveSmallIntegerField(
        "ordre dans l’axe", default=100, help_text="Les plus petits nombres viennent d’abord."
    )
    summary = models.CharField("en une phrase", max_length=200)
    why = models.TextField("pourquoi", max_length=2_000)
    how = models.TextField("comment", max_length=4_000, help_text="Une étape par ligne.")
    resources = models.TextField(
        "ce qui vous aidera", max_length=2_000, blank=True, help_text="Une aide ou un matériel par ligne."
    )
    difficulty = models.CharField("difficulté", max_length=20, choices=Difficulty)
    cost = models.CharField("coût", max_length=20, choices=Cost)
    # Values of `Season` and of `Age`.
    seasons = models.JSONField("saisons", default=list, blank=True)
    ages = models.JSONField("âges", default=list, blank=True)
    # Instead of the drawing of its axis; `image_words` say what it shows.
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name="photo", null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
        help_text="Remplace le dessin de l’axe. Son point focal reste visible dans chaque format.",
    )  # fmt: skip
    image_words = models.CharField(
        "texte de remplacement", max_length=250, blank=True,
        help_text="Ce que la photo montre, lu aux personnes qui ne la voient pas. Requis avec une photo.",
    )  # fmt: skip
    is_example = models.BooleanField(
        "exemple",
        default=False,
        help_text="Les lectrices et lecteurs voient que l’équipe du projet ne l’a pas encore relue.",
    )

    objects: ClassVar = ActionQuerySet.as_manager()

    preview_template, preview_name = "acte/action.html", "action"
    search_fields: ClassVar = [
        index.SearchField("search_words"),
        index.AutocompleteField("title"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ["axis__position", "position", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("acte:action", args=[self.slug])

    def search_words(self) -> str:
        """What it is found by: stems without accents, so that « lange » finds « langes »."""
        said = (self.title, self.axis.title, self.summary, self.why, self.how, self.resources)
        return " ".join(tokens("\n".join(said)))

    @property
    def steps(self) -> list[str]:
        return lines_of(self.how)

    @property
    def help_lines(self) -> list[str]:
        return lines_of(self.resources)

    @property
    def degree(self) -> int:
        """The difficulty, from 1 to 3."""
        return Difficulty(self.difficulty).degree

    @property
    def seasons_in_words(self) -> str:
        """« Toute l’année », or « Printemps, été »."""
        return in_words([Season(value).label for value in self.seasons]) or "Toute l’année"

    @property
    def ages_in_words(self) -> str:
        """« Tous les âges », or « De 1 à 2 ans, de 2 à 3 ans »."""
        everyone = set(self.ages) in (set(), set(Age.values))
        return "Tous les âges" if everyone else in_words([Age(value).label for value in self.ages])


def in_words(labels: list[str]) -> str:
    """`["Printemps", "Été"]` → `Printemps, été`."""
    return ", ".join(labels).capitalize()
