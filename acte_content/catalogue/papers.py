"""The explanatory document and the charter to take away: what each says on paper, and how it is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from acte_content.catalogue import access, pdf
from acte_content.catalogue.models import CharterVersion, Explanation
from acte_content.catalogue.pdf import Paper


class Part(NamedTuple):
    """One part under its heading: paragraphs, then points."""

    title: str
    text: str
    points: Sequence[str] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Offer:
    """A document beside its page. `size` in bytes; None while it has not been made."""

    url: str
    size: int | None


def of_explanation(explanation: Explanation) -> Paper:
    """The explanatory document on paper."""
    return Paper(
        "document-explicatif",
        "acte/paper/explanation.html",
        {
            "title": explanation.title,
            "summary": explanation.introduction,
            "parts": [
                Part(part.title, part.text, part.point_lines, part.numbered)
                for part in explanation.sections.all()
            ],
        },
    )


def of_charter(charter: CharterVersion) -> Paper:
    """This version of the charter on paper."""
    return Paper(
        "charte",
        "acte/paper/charter.html",
        {
            "title": "Charte d’engagement",
            "summary": f"La charte d’engagement du projet ACTE, version {charter.name}",
            "charter": charter,
            "parts": [Part(element.title, element.text) for element in charter.elements.all()],
        },
    )


def offer(paper: Paper, url_name: str) -> Offer | None:
    """How a page offers it; None where this machine has not made it, and cannot."""
    path = pdf.kept(paper)
    if path is None and not pdf.is_possible():
        return None
    return Offer(reverse(url_name), path.stat().st_size if path else None)


def make_what_is_missing(today: date) -> int:
    """The job of every few minutes: the documents of what has been published meanwhile; how many."""
    if not pdf.is_possible():
        return 0
    explanation, charter = access.published_explanation(), access.charter_in_force()
    wanted = [of_explanation(explanation)] if explanation else []
    wanted += [of_charter(charter)] if charter else []
    missing = [paper for paper in wanted if pdf.kept(paper) is None]
    for paper in missing:
        pdf.made(paper)
    return len(missing)
