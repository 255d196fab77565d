"""What somebody gets who searches: answers in their order, titles while typing, another spelling."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from acte_content.finding.sources import Answer, Hit, Source, for_everybody
from acte_content.finding.words import (
    Piece,
    beginning,
    extract,
    folded,
    marked,
    spellings,
    stems,
    typed_text,
    with_words,
    words_of,
)
from search.analysis import fold

PER_PAGE = 10
MOST_SUGGESTIONS = 8
# A word of fewer letters is too near to too many; one of so many may have two faults.
_SHORTEST_MENDED, _LONG = 4, 7

Found = tuple[Source, Hit]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer on the page: what was searched for is told apart in its title and its text."""

    kind: str
    title: list[Piece]
    url: str
    text: list[Piece]


@dataclass(frozen=True, slots=True)
class Result:
    """`text`: what was typed, as it is shown. `is_partial`: no text holds every word, these hold some.
    `perhaps`: where nothing was found, what was perhaps meant, and does find something."""

    text: str
    total: int = 0
    page: int = 1
    pages: int = 1
    answers: tuple[Shown, ...] = ()
    is_partial: bool = False
    perhaps: str = ""


def search(typed: str, page: int) -> Result:
    """For everybody. A page that does not exist is the nearest that does."""
    text = typed_text(typed)
    words = words_of(text)
    sources = for_everybody()
    found = ranked(sources, words)
    perhaps = "" if found or not words else _perhaps(sources, text)
    is_partial = not found and not perhaps and len(words) > 1
    if is_partial:
        found = ranked(sources, words, every=False)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = max(1, min(page, pages))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Result(
        text=text,
        total=len(found),
        page=page,
        pages=pages,
        answers=tuple(_shown(answer, words) for answer in opened(shown)),
        is_partial=bool(is_partial and found),
        perhaps=perhaps,
    )


def ranked(sources: Iterable[Source], words: Sequence[str], *, every: bool = True) -> list[Found]:
    """What holds every one of these stems, or any: most in the title first, then as the sources stand."""
    if not words:
        return []
    wanted = frozenset(words)
    found = [(source, hit) for source in sources for hit in source.hits(words, every=every)]
    return sorted(found, key=lambda pair: -len(wanted & stems(pair[1].title)))


def opened(found: Sequence[Found]) -> Iterator[Answer]:
    """The answers themselves, in the same order. One that has just been withdrawn is left out."""
    keys: dict[Source, list[int | str]] = {}
    for source, hit in found:
        keys.setdefault(source, []).append(hit.key)
    answers = {source: source.answers(own) for source, own in keys.items()}
    return (answers[source][hit.key] for source, hit in found if hit.key in answers[source])


def suggestions(typed: str) -> list[Answer]:
    """Texts in whose title words begin like those typed; first those whose title begins so."""
    begun = folded(typed_text(typed))
    if not begun:
        return []
    titles = [
        (source, hit)
        for source in for_everybody()
        for hit in source.titles()
        if _begin(begun, folded(hit.title))
    ]
    titles.sort(key=lambda pair: not " ".join(folded(pair[1].title)).startswith(" ".join(begun)))
    return list(opened(titles[:MOST_SUGGESTIONS]))


def _begin(begun: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in begun)


def _shown(answer: Answer, words: Sequence[str]) -> Shown:
    """Where the title says it all, the text begins at its beginning."""
    says_all = stems(answer.title).issuperset(words) and stems(answer.lead).isdisjoint(words)
    return Shown(
        kind=answer.kind,
        title=marked(answer.title, words),
        url=answer.url,
        text=[Piece(beginning(answer.lead))] if says_all else extract(answer.lead, answer.body, words),
    )


def _perhaps(sources: Iterable[Source], text: str) -> str:
    """The text with words of titles for those that no title has; empty: that finds nothing either."""
    written: dict[str, str] = {}
    for source in sources:
        for hit in source.titles():
            for name, word in spellings(hit.title):
                written.setdefault(name, word)
    known = {stem for name in written for stem in stems(name)}

    def mended(word: str) -> str:
        return word if not stems(word).isdisjoint(known) else written.get(_nearest(fold(word), written), word)

    perhaps = with_words(text, mended)
    return perhaps if perhaps != text and ranked(sources, words_of(perhaps)) else ""


def _nearest(word: str, names: Collection[str]) -> str:
    """The name with the fewest faults, or that begins so; empty: none."""
    if len(word) < _SHORTEST_MENDED:
        return ""
    faults = 2 if len(word) >= _LONG else 1
    near = process.extractOne(word, list(names), scorer=OSA.distance, score_cutoff=faults)
    return near[0] if near else next((name for name in names if name.startswith(word)), "")
