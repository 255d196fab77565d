"""What PRO.ONE itself lets professionals find: their places, the entries of the navigation, the guide."""

import re
from collections.abc import Iterator

from django.urls import reverse

from portal.kernel.finding import Asked, Found, holds, register_finder
from portal.pro.guide import chapters_for, text_of
from search.analysis import fold

_SIGNS = re.compile(r"[^0-9a-z]")


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_finder("Vos lieux", find_places)
    register_finder("Pages du portail", find_entries)
    register_finder("Guide du portail", find_chapters)


def find_places(asked: Asked) -> Iterator[Found]:
    """By name, locality, or the whole matricule, however its signs are typed."""
    typed = _SIGNS.sub("", fold(asked.text))
    for facility in asked.facilities:
        by_number = typed and typed == _SIGNS.sub("", fold(facility.reference_number))
        if by_number or holds(fold(f"{facility.listing.name} {facility.locality}"), asked.words):
            yield Found(
                facility.listing.name,
                f"{facility.get_kind_display()}, {facility.locality}",
                reverse("pro:facility", args=[facility.pk]),
            )


def find_entries(asked: Asked) -> Iterator[Found]:
    """By their label."""
    for label, url in asked.navigation:
        if holds(fold(label), asked.words):
            yield Found(label, "Menu", url)


def find_chapters(asked: Asked) -> Iterator[Found]:
    """By what a chapter says; only those of one's own categories."""
    for chapter in chapters_for({facility.get_category() for facility in asked.facilities}):
        if holds(fold(f"{chapter.title} {text_of(chapter)}"), asked.words):
            yield Found(chapter.title, chapter.summary, reverse("pro:chapter", args=[chapter.slug]))
