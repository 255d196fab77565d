"""Words as they are typed, as they are compared (stems), and as they stand in a text that is shown."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from search.analysis import fold, tokens

LONGEST = 100
MOST_WORDS = 12
# Of a text, so much is shown; so much of it before what was found.
_SHOWN, _BEFORE = 220, 60
_ENDS = (".", "!", "?", ":", ";", ",", "…")
_MOST_PLACES = 100
_SPACES = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    """Of a text that is shown: some characters, and whether they are what was searched for."""

    text: str
    is_found: bool = False


def typed_text(typed: str) -> str:
    """What was typed, on one line: no control characters, single spaces, at most `LONGEST`."""
    kept = (" " if unicodedata.category(char)[0] in "CZ" else char for char in typed[: LONGEST * 4])
    return " ".join("".join(kept).split())[:LONGEST].strip()


def words_of(typed: str) -> tuple[str, ...]:
    """The stems that are searched for; none where all that was typed is grammar or signs."""
    return tokens(typed)[:MOST_WORDS]


@lru_cache(maxsize=8_000)
def stems(text: str) -> frozenset[str]:
    """What a text is found by. Kept by the text itself, so that nothing kept can be out of date."""
    return frozenset(tokens(text))


@lru_cache(maxsize=8_000)
def folded(text: str) -> tuple[str, ...]:
    """The words of a title as they are begun to be typed: without accents, grammatical words among them."""
    return tuple(fold(text).split())


@lru_cache(maxsize=8_000)
def spellings(text: str) -> tuple[tuple[str, str], ...]:
    """Each word of a title, folded and as it is written within a sentence."""
    written = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    return tuple((fold(word), word) for word in written)


def with_words(text: str, replaced: Callable[[str], str]) -> str:
    """The text with each of its words replaced; what stands between them stays."""
    return _WORD.sub(lambda word: replaced(word[0]), unicodedata.normalize("NFC", text))


def marked(text: str, words: Collection[str]) -> list[Piece]:
    """The whole text, with the words found told apart."""
    text = unicodedata.normalize("NFC", text)
    pieces: list[Piece] = []
    at = 0
    for start, end in _places(text, words):
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_found=True)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]


def extract(lead: str, body: str, words: Collection[str]) -> list[Piece]:
    """The part that holds most of what was found: of the lead where it holds any, else of the body.

    Where neither does, the beginning of the lead.
    """
    for text in (lead, body):
        text = _on_one_line(unicodedata.normalize("NFC", text))
        if places := list(islice(_places(text, words), _MOST_PLACES)):
            return marked(_around(text, _fullest(text, places)), words)
    return [Piece(beginning(lead))]


def beginning(text: str) -> str:
    """So much of a text as is shown of one."""
    return _around(_on_one_line(text), 0)


def _on_one_line(text: str) -> str:
    """Lines that end no sentence, as headings and cells of tables, stay apart. No-break spaces stay."""
    lines = [line for line in (_SPACES.sub(" ", line).strip() for line in text.splitlines()) if line]
    return (
        "".join(line + (" " if line.endswith(_ENDS) else " · ") for line in lines).removesuffix(" · ").strip()
    )


def _places(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        if not _stems_of_word(word[0]).isdisjoint(words):
            yield word.span()


@lru_cache(maxsize=20_000)
def _stems_of_word(word: str) -> frozenset[str]:
    return frozenset(tokens(word))


def _fullest(text: str, places: list[tuple[int, int]]) -> int:
    """Where the part begins that holds most different words; of several alike, the first."""

    def held(start: int) -> int:
        reach = start + _SHOWN - _BEFORE
        near = (text[at:end] for at, end in places if start <= at and end <= reach)
        return len({stem for word in near for stem in _stems_of_word(word)})

    return max((start for start, _ in places), key=held)


def _around(text: str, found_at: int) -> str:
    """A part of the text that begins shortly before and is cut between words."""
    start = max(0, found_at - _BEFORE) if len(text) > _SHOWN else 0
    if start:
        start = text.find(" ", start, found_at) + 1 or found_at
    end = start + _SHOWN
    if end < len(text):
        end = max(text.rfind(" ", start, end), found_at + 1)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"
