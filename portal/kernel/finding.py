"""« Chercher dans le portail »: each app registers what of its own can be found by a professional."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from portal.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: what it is called, a line of what it is, where it leads."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who searches, for which words (folded, none empty), and what is theirs.

    `text` is what was typed, for what is compared as it stands (a matricule). `facilities`: the person's own;
    `navigation`: the entries that they see, as (label, url).
    """

    actor: Actor
    text: str
    words: tuple[str, ...]
    facilities: Sequence[Any] = ()
    navigation: Sequence[tuple[str, str]] = ()


Finder = Callable[[Asked], Iterable[Found]]
_finders: dict[str, Finder] = {}


def register_finder(label: str, finder: Finder) -> None:
    """`label` stands above its answers. Called in `AppConfig.ready()`."""
    _finders.setdefault(label, finder)


def find(asked: Asked, at_most: int) -> list[tuple[str, list[Found]]]:
    """Answers by label, at most so many of each, in the order of registration; nothing without words.

    A finder is asked for no more than is shown: what it yields may be dear.
    """
    if not asked.words:
        return []
    found = [(label, list(islice(finder(asked), at_most))) for label, finder in _finders.items()]
    return [(label, answers) for label, answers in found if answers]


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a folded text has each of these words, in part."""
    return all(word in text for word in words)
