"""The guide of the portal: chapters for each category, written as templates beside the pages they describe.

What a chapter says is true of this version of the product, and its links are checked with it; that is why
chapters are no content of editors (docs/decisions/0115).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.template.loader import render_to_string

from portal.facilities.enums import Category

_EVERYBODY = frozenset(Category)
_TAG, _SPACES = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL), re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Chapter:
    """`slug` names its address and its template; `categories`: whose chapter it is."""

    slug: str
    title: str
    summary: str
    categories: frozenset[Category] = _EVERYBODY

    @property
    def template(self) -> str:
        return f"pro/guide/{self.slug}.html"


CHAPTERS = (
    Chapter("premiers-pas", "Premiers pas", "Ce que PRO.ONE fait pour vous, et comment vous y retrouver."),
    Chapter(
        "connexion", "Se connecter", "Mot de passe, eID, itsme, clés BOSA\u00a0; convertir son utilisateur."
    ),
    Chapter("signaletique", "La signalétique", "Tenir à jour ce que les parents lisent, partie par partie."),
    Chapter("places", "Vos places libres", "Dire s’il y a de la place, et pourquoi le confirmer souvent."),
    Chapter(
        "domicile",
        "Accueillir chez soi",
        "Montrer votre quartier plutôt que votre adresse, et protéger votre vie privée.",
        frozenset({Category.CHILDMINDER}),
    ),
    Chapter(
        "equipe",
        "Plusieurs lieux, plusieurs personnes",
        "Passer d’un lieu à l’autre, et partager le travail entre membres.",
        frozenset({Category.CRECHE, Category.SAE, Category.LEISURE, Category.CONSULTATION}),
    ),
    Chapter(
        "compte",
        "Coordonnées bancaires",
        "Le compte sur lequel l’ONE verse vos subsides, et qui peut le voir.",
        _EVERYBODY - {Category.CONSULTATION},
    ),
    Chapter("acces", "Accès et historique", "Inviter, retirer, et savoir qui a lu ou changé quoi."),
    Chapter(
        "aide", "Trouver de l’aide", "Vos contacts à l’ONE, le helpdesk, vos messages et vos préférences."
    ),
)


def chapters_for(categories: Collection[Category]) -> list[Chapter]:
    """Those of these categories, in their order; for whoever has no place, what concerns everybody."""
    return [
        chapter
        for chapter in CHAPTERS
        if chapter.categories == _EVERYBODY or not chapter.categories.isdisjoint(categories)
    ]


@lru_cache(maxsize=len(CHAPTERS))
def text_of(chapter: Chapter) -> str:
    """What the chapter says, without its tags: for the search."""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", render_to_string(chapter.template)))).strip()
