"""What can be found, kind by kind. Each source hands out what is published, and to whom it may.

A source is made for one search. Editors' many texts are found by Wagtail's index, which holds their French
stems; the few of the scheme are read.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search.backends import get_search_backend

from acte_content.catalogue import access
from acte_content.catalogue.models import Action
from acte_content.editorial.enums import FaqPlace
from acte_content.editorial.models import FaqPage, FaqTheme, ProInformationPage, public_pages
from acte_content.finding.words import stems
from portal.facilities.enums import Category

Key = int | str


class Hit(NamedTuple):
    """Something that was found, before it is read: its key within its source, and its title."""

    key: Key
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gets. `lead`: what it is about, `body`: what it says beyond it.

    `under`: what it stands under, where that tells more than the lead does.
    """

    kind: str
    title: str
    url: str
    lead: str
    body: str = ""
    under: str = ""


class Source(ABC):
    """One kind of texts that somebody may read, in the editors' order."""

    @abstractmethod
    def titles(self) -> list[Hit]:
        """All of them."""

    @abstractmethod
    def hits(self, words: Sequence[str], *, every: bool) -> list[Hit]:
        """Those that hold every one of these stems, or any."""

    @abstractmethod
    def answers(self, keys: Collection[Key]) -> dict[Key, Answer]:
        """Those with these keys, as they are read."""


class ReadThrough(Source):
    """Few texts: all are read, whatever is asked."""

    def __init__(self) -> None:
        self._all: dict[Key, Answer] | None = None

    @abstractmethod
    def read(self) -> Iterable[Answer]:
        """Every one, in their order."""

    def titles(self) -> list[Hit]:
        return [Hit(key, answer.title) for key, answer in self._answers().items()]

    def hits(self, words: Sequence[str], *, every: bool) -> list[Hit]:
        return [
            Hit(key, answer.title)
            for key, answer in self._answers().items()
            if _holds(answer, words, every=every)
        ]

    def answers(self, keys: Collection[Key]) -> dict[Key, Answer]:
        return {key: self._answers()[key] for key in keys}

    def _answers(self) -> dict[Key, Answer]:
        if self._all is None:
            self._all = {answer.url: answer for answer in self.read()}
        return self._all


class Pages(Source):
    """Pages of the tree that everybody reads."""

    def rows(self) -> QuerySet[Page]:
        rows: QuerySet[Page] = public_pages()
        return rows

    def titles(self) -> list[Hit]:
        return [Hit(*row) for row in self.rows().order_by("path").values_list("pk", "title")]

    def hits(self, words: Sequence[str], *, every: bool) -> list[Hit]:
        found = _indexed(self.rows(), words, every=every).order_by("path")
        return [Hit(*row) for row in found.values_list("pk", "title")]

    def answers(self, keys: Collection[Key]) -> dict[Key, Answer]:
        pages = self.rows().filter(pk__in=keys).specific()  # type: ignore[attr-defined]  # Wagtail's own
        return {page.pk: _page_answer(page) for page in pages}


class Informations(Pages):
    """Pages of PRO.ONE, for whoever has places of these categories."""

    def __init__(self, categories: Collection[Category]) -> None:
        self._categories = categories

    def rows(self) -> QuerySet[Page]:
        rows: QuerySet[Page] = Page.objects.live().filter(pk__in=self._own)
        return rows

    @cached_property
    def _own(self) -> list[int]:
        pages = ProInformationPage.objects.live().only("audience")
        return [page.pk for page in pages if page.is_for(self._categories)]


class Questions(Source):
    """Frequent questions, each with its own address on the page of its theme, while that is published."""

    def __init__(self) -> None:
        self._read: dict[Key, Answer] = {}

    def titles(self) -> list[Hit]:
        return [Hit(answer.url, answer.title) for answer in self._read_in(_published_themes())]

    def hits(self, words: Sequence[str], *, every: bool) -> list[Hit]:
        # The index knows themes. Those it finds are read, and asked question by question.
        themes = _indexed(_published_themes(), words, every=every)
        found = (answer for answer in self._read_in(themes) if _holds(answer, words, every=every))
        return [Hit(answer.url, answer.title) for answer in found]

    def answers(self, keys: Collection[Key]) -> dict[Key, Answer]:
        return {key: self._read[key] for key in keys}

    def _read_in(self, themes: QuerySet[FaqTheme]) -> Iterator[Answer]:
        page = FaqPage.objects.live().first()
        pages = {FaqPlace.MY: page.url if page else "", FaqPlace.ACTE: reverse("acte:questions")}
        for theme in themes.order_by("-place", "position", "title", "pk"):
            page_url = pages[FaqPlace(theme.place)]
            for asked in theme.questions.raw_data if page_url else ():
                answer = _question_answer(theme, asked, page_url)
                self._read[answer.url] = answer
                yield answer


class Actions(Source):
    """Actions of the catalogue, of axes that are published."""

    def titles(self) -> list[Hit]:
        return [Hit(*row) for row in _published_actions().values_list("pk", "title")]

    def hits(self, words: Sequence[str], *, every: bool) -> list[Hit]:
        found = _indexed(Action.objects.published(), words, every=every).order_by()
        rows = _published_actions().filter(pk__in=found.values("pk"))
        return [Hit(*row) for row in rows.values_list("pk", "title")]

    def answers(self, keys: Collection[Key]) -> dict[Key, Answer]:
        rows = _published_actions().select_related("axis").filter(pk__in=keys)
        return {action.pk: _action_answer(action) for action in rows}


class Scheme(ReadThrough):
    """The other texts of ACTE that everybody reads: axes, the explanatory document, the charter in force."""

    def read(self) -> Iterator[Answer]:
        for axis in access.axes():
            yield Answer("Axe d’ACTE", axis.title, axis.get_absolute_url(), axis.summary, axis.introduction)
        if document := access.published_explanation():
            parts = document.sections.all()
            body = "\n".join(f"{part.title}. {part.text} {part.points}" for part in parts)
            yield Answer("Document", document.title, document.get_absolute_url(), document.introduction, body)
        if charter := access.charter_in_force():
            body = "\n".join(f"{element.title}. {element.text}" for element in charter.elements.all())
            where = reverse("acte:charter")
            yield Answer("Document", "Charte d’engagement", where, charter.introduction, body)


def for_everybody() -> tuple[Source, ...]:
    """What anybody finds in MY.ONE, in the order in which alike answers stand."""
    return (Pages(), Questions(), Scheme(), Actions())


def _indexed(rows: Any, words: Sequence[str], *, every: bool) -> Any:
    """Those of the rows in whose index entry these stems stand. Without an order of its own."""
    operator = "and" if every else "or"
    found = get_search_backend().search(" ".join(words), rows, operator=operator, order_by_relevance=False)
    return found.get_queryset()


def _holds(answer: Answer, words: Sequence[str], *, every: bool) -> bool:
    held = stems(f"{answer.title}\n{answer.lead}\n{answer.body}")
    return held.issuperset(words) if every else not held.isdisjoint(words)


def _published_themes() -> QuerySet[FaqTheme]:
    return FaqTheme.objects.filter(live=True)


def _question_answer(theme: FaqTheme, asked: Any, page_url: str) -> Answer:
    value = asked["value"]
    url = f"{page_url}#question-{asked['id']}"
    said = _without_markup(value["answer"])
    kind = "Question sur ACTE" if theme.place == FaqPlace.ACTE else "Question fréquente"
    return Answer(kind, value["question"], url, said, under=theme.title)


def _published_actions() -> QuerySet[Action]:
    rows: QuerySet[Action] = Action.objects.readable()
    return rows


def _page_answer(page: Any) -> Answer:
    lead, *texts = page.texts() or [""]
    kind = page.get_verbose_name().capitalize()
    return Answer(kind, page.title, page.url or "", lead, "\n".join(texts))


def _action_answer(action: Action) -> Answer:
    body = "\n".join((action.why, action.how, action.resources))
    return Answer("Action d’ACTE", action.title, action.get_absolute_url(), action.summary, body)


@lru_cache(maxsize=4_000)
def _without_markup(markup: str) -> str:
    return str(get_text_for_indexing(markup))
