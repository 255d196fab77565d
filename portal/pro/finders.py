"""What PRO.ONE itself lets professionals find: places and their sections, documents, pages, the guide."""

import re
from collections.abc import Iterator

from django.urls import reverse

from portal.files.documents import documents_of
from portal.kernel.finding import Asked, Found, holds, register_finder
from portal.pro.guide import chapters_for, text_of
from portal.pro.sections.registry import sections_of
from search.analysis import fold

_SIGNS = re.compile(r"[^0-9a-z]")


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_finder("Vos lieux", find_places)
    register_finder("Signalétique", find_sections)
    register_finder("Mes documents", find_documents)
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


def find_sections(asked: Asked) -> Iterator[Found]:
    """Of one's own places, by their title and what introduces them: where to go and change it."""
    for facility in asked.facilities:
        for section in sections_of(facility):
            if holds(fold(f"{section.title} {section.slug} {section.intro}"), asked.words):
                where = reverse("pro:facility", args=[facility.pk])
                yield Found(section.title, facility.listing.name, f"{where}#{section.slug}")


def find_documents(asked: Asked) -> Iterator[Found]:
    """One's own, by their name and what they belong to."""
    for _, documents in documents_of(asked.actor):
        for document in documents:
            if holds(fold(f"{document.name} {document.about}"), asked.words):
                yield Found(document.name, document.about, document.url)


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
