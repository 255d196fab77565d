"""Street addresses in what somebody typed: telling them, finding their locality, taking the number out."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from search.gazetteer.index import Index, current
from search.gazetteer.names import MAX_TEXT, words
from search.gazetteer.places import Place, Region
from search.gazetteer.resolving import by_code_and_name, by_name, split

# Folded, as `names.words` leaves them. Dutch and German streets end in theirs: Kerkstraat, Hauptstraße.
# fmt: off
_STREETS = frozenset({
    "r", "rue", "ruelle", "av", "ave", "avenue", "bd", "bld", "blvd", "boul", "boulevard", "chaussee", "chee",
    "place", "pl", "placette", "quai", "allee", "allees", "clos", "dreve", "impasse", "square", "sentier",
    "route", "rte", "chemin", "cite", "residence", "galerie", "passage", "venelle", "cour", "cours",
    "esplanade", "parvis", "rondpoint", "faubourg", "montee", "promenade", "carrefour", "voie", "thier",
    "straat", "laan", "steenweg", "plein",
})
# fmt: on
_STREET_ENDINGS = ("straat", "steenweg", "laan", "plein", "dreef", "strasse")
# What may stand between a street's word and its name, and before a place: rue de la Gare à Huy.
_LINKS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "l", "la", "le", "les", "te", "in"})
_BREAKS = re.compile(r"[,;:()\n\r\t|]+")
_LONGEST_NAME = 6  # words
_CITY_OF_BRUSSELS = "21004"  # NIS
# "On", "My" and "As" are villages, and words: two letters alone are no place in a longer text.
_SHORTEST_NAME = 3

# A number and what belongs to it: n° 12, 12-14, 12/3, 12A, 12 bis, 12 B at the end of a part, bte 3, 1er. Not
# the "a" of "12 a Huy", which is an "à".
_NUMBER = re.compile(
    r"""
    (?P<before> (?: \b (?: n[°ºo]\.? | nr\.? | num[ée]ro | bo[îi]te | bte\.? | bt\.? | bus | b\. ) \s* )? )
    (?P<digits> \d+ (?: \s? [/-] \s? \d+ )* )
    (?P<after>
        (?: (?: er | e | i?[èe]me | [a-z] ) (?![^\W\d_])
          | [ ]? (?: bis | ter | quater ) \b
          | [ ] (?!a\b|y\b) [a-z] (?= \s* (?: $ | [,;)/-] ) )
        )?
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    part: int  # commas and the like cut a text in parts
    street: bool  # belongs to the name of a street


def looks_like_address(text: str) -> bool:
    """Whether a text names a street or holds a house number, and is not simply the name of a place."""
    index = current()
    letters, numbers = split(text)
    if not letters or index.beginning(letters):
        return False
    houses = [number for number in numbers if not index.postcode(number)]
    return bool(houses) or any(_is_street(word) for word in letters)


def locality_in(text: str) -> Place | None:
    """The place that a text names among other words, if any: "12, rue de Namur à Huy" is in Huy.

    A name with its postcode comes first; then the longest name, for a postcode that contradicts it may be a
    house number; then a postcode. A street's own name is no place: "rue de Namur" alone says nothing of where
    it is.
    """
    index = current()
    read = list(_read(text))
    codes = [word.text for word in read if index.postcode(word.text)]
    runs = list(_runs(read))
    names = sorted(
        (name for run in runs for name in _names(index, run)), key=lambda n: (len(n), sum(map(len, n)))
    )
    for code in reversed(codes):
        agreeing = [name for name in names if _agrees(index, code, name)]
        if agreeing:
            return by_code_and_name(index, code, agreeing[-1])[0]
    if names:
        return index.named(names[-1])[0]
    if codes:
        return index.postcode(codes[-1])[0]
    tail = _tail_after_street(index, read)
    if tail is not None:
        return tail
    guesses = [hit.place for run in runs for hit in index.misspelt(run, unfinished=False)[:1]]
    return guesses[-1] if guesses else None


def strip_house_number(text: str) -> str:
    """A text without house and box numbers, fit for a URL: "rue du Moulin 12 à Huy" → "rue du Moulin à Huy".

    No digit is left but those of postcodes; what may be either is taken for a house number and removed, and
    so are the numbers in the names of streets ("Place du 11 Novembre"). Cut at `names.MAX_TEXT` characters.
    """
    index = current()
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT])[:MAX_TEXT]
    # What is left may read otherwise than the whole ("bis" after a number that went): until nothing changes.
    while (shorter := _without_numbers(index, text)) != text:
        text = shorter
    return text


def _without_numbers(index: Index, text: str) -> str:
    found = list(_NUMBER.finditer(text))
    postcodes = _postcodes(index, text, found)
    kept: list[str] = []
    at = 0
    for number in found:
        kept.append(text[at : number.start()])
        at = number.end()
        kept.append(number["digits"] if number in postcodes else " ")
    kept.append(text[at:])
    return _tidy("".join(kept))


def _tidy(text: str) -> str:
    text = re.sub(r"\(\s*\)", " ", text)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*[-/](?=\s|$)|(?<=\s)[-/]\s*", " ", text)
    text = re.sub(r"(?:\s*,)+", ",", re.sub(r"\s+", " ", text))
    return text.strip(" ,;/-")


def _postcodes(index: Index, text: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """Those of the numbers in a text that are surely postcodes and no house numbers."""
    possible = [n for n in found if not n["before"] and not n["after"] and index.postcode(n["digits"])]
    agreeing = [number for number in possible if _stands_by_its_place(index, text, number)]
    letters, _ = split(text)
    if agreeing or not possible:
        return agreeing
    if not letters:
        return possible[:1] if possible[0] is found[0] else []
    # "avenue Louise, 1050" may be a postcode and may be a house: a text with a street must name its commune.
    if any(_is_street(word) for word in letters) or len(found) > 1:
        return []
    return possible if by_name(index, letters) else []


def _stands_by_its_place(index: Index, text: str, number: re.Match[str]) -> bool:
    before, after = words(text[: number.start()]), words(text[number.end() :])
    return any(
        _agrees(index, number["digits"], after[:size]) or _agrees(index, number["digits"], before[-size:])
        for size in range(1, _LONGEST_NAME + 1)
    )


def _agrees(index: Index, code: str, name: tuple[str, ...]) -> bool:
    """Whether a place of this name lies in a commune of the postcode. "1180 Bruxelles" does, in custom."""
    rows = index.postcode(code)
    communes = {row.nis for row in rows}
    if any(row.region is Region.BRUSSELS for row in rows):
        communes.add(_CITY_OF_BRUSSELS)
    return any(place.nis in communes for place in index.named(name))


def _is_street(word: str) -> bool:
    return word in _STREETS or word.endswith(_STREET_ENDINGS)


def _read(text: str) -> Iterator[_Word]:
    """The words of a text, each with its part, and whether it belongs to a street's name.

    A street's name goes from its word to the next number, comma or "à"; a Dutch or German one is one word.
    """
    for number, part in enumerate(_BREAKS.split(text[:MAX_TEXT])):
        street = False
        for word in words(part):
            if word in _STREETS:
                street = True
            elif word.isdigit() or word == "a":
                street = False
            yield _Word(word, number, street or _is_street(word))


def _runs(read: list[_Word]) -> Iterator[tuple[str, ...]]:
    """Neighbouring words that belong to no street."""
    run: list[str] = []
    part = -1
    for word in read:
        if word.street or word.text.isdigit() or word.part != part:
            yield from [tuple(run)] if run else []
            run, part = [], word.part
        if not word.street and not word.text.isdigit():
            run.append(word.text)
    yield from [tuple(run)] if run else []


def _names(index: Index, run: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The places named in a run of words: from each word the longest, left to right."""
    at = 0
    while at < len(run):
        for size in range(min(_LONGEST_NAME, len(run) - at), 0, -1):
            name = run[at : at + size]
            if sum(map(len, name)) >= _SHORTEST_NAME and index.named(name):
                yield name
                at += size - 1
                break
        at += 1


def _tail_after_street(index: Index, read: list[_Word]) -> Place | None:
    """The place at the end of "chaussée de Louvain Namur": what follows the street's own name."""
    texts = [word.text for word in read]
    for start in range(len(texts)):
        before = [text for text in texts[:start] if text not in _LINKS]
        if not before or _is_street(before[-1]):
            continue
        name = tuple(texts[start:])
        if len(name) <= _LONGEST_NAME and sum(map(len, name)) >= _SHORTEST_NAME:
            places = index.named(name)
            if places:
                return places[0]
    return None
