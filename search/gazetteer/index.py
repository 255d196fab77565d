"""The names of all places in memory, one immutable index per process, asked by every thread at once."""

import threading
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.gazetteer.names import canonical, key, words
from search.gazetteer.places import Place, Region, places_of
from search.models import GazetteerPlace

MAX_MATCHES = 20
# Prefixes with more names than this have their answer computed when the index is made.
_FEW = 16
# What a Dutch or German name weighs beside the French one: who types "b" means Binche before Bergen (Mons).
_OTHER_LANGUAGE = 0.1
# Prefixes are searched with typos between these lengths: shorter ones are like anything.
_TYPO_PREFIXES = range(5, 17)
# Words inside a name that nobody searches by. "Saint" stays: "saint pierre" finds Woluwe-Saint-Pierre.
# fmt: off
_SMALL_WORDS = frozenset({
    "a", "au", "aux", "bij", "d", "de", "del", "den", "der", "des", "du", "en", "et", "in", "l", "la", "le",
    "les", "lez", "op", "over", "s", "sous", "sur", "te", "ten", "ter", "van",
})
# fmt: on


class GazetteerEmpty(RuntimeError):  # noqa: N818 -- names what happened
    """The table of places is empty: `manage.py gazetteer_load` has not been run."""

    def __init__(self) -> None:
        super().__init__(
            "Le répertoire des lieux est vide\u00a0: lancez «\u00a0manage.py gazetteer_load\u00a0»."
        )


class Tier(IntEnum):
    """How well a name fits what was typed, best first."""

    EXACT = 0
    WORDS = 1  # the name begins with the words typed
    BEGINNING = 2  # the name begins with the letters typed
    INNER_WORDS = 3  # the same, from a word inside the name on
    INNER_BEGINNING = 4
    TYPO = 5
    TWO_TYPOS = 6


class Rank(NamedTuple):
    """Order of hits: tier; then, for exact names, the region, communes first; then the weight."""

    tier: int
    region: int
    kind: int
    weight: float
    number: int


class Hit(NamedTuple):
    """A place that fits, and how well."""

    rank: Rank
    place: Place


class _Entry(NamedTuple):
    """A name from one of its words on, without spaces.

    `ends` are the lengths at which a word of more than one letter ends; `share` is what the name's language
    leaves of the place's weight.
    """

    text: str
    number: int
    inner: bool
    ends: frozenset[int]
    share: float


class Index:
    """Every place by its names, and every postcode."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self._postcodes: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            if place.match.kind == "postcode":
                self._postcodes[place.match.postcode].append(place)
        self._labels = {place.match.label: place for place in reversed(places)}
        main = {(p.nis, p.match.postcode) for p in places if p.match.kind == "commune"}
        for shared in self._postcodes.values():
            # 1040 is Etterbeek's own and a part of Brussels too: its own commune first.
            shared.sort(key=lambda p: (p.nis, p.match.postcode) not in main)
        self._codes = sorted(self._postcodes)
        self._entries = sorted(set(_entries(places)))
        self._texts = [entry.text for entry in self._entries]
        self._popular = self._answers_to_popular_prefixes()
        self._by_length = _by_length(self._texts)
        self._prefixes = {
            length: sorted({text[:length] for text in self._texts if len(text) > length})
            for length in _TYPO_PREFIXES
        }

    def labelled(self, text: str) -> list[Place]:
        """The place with this label, to the letter: a suggestion that was chosen comes back as text."""
        place = self._labels.get(text)
        return [place] if place is not None else []

    def postcode(self, code: str) -> list[Place]:
        """The rows of a postcode: none, one, or one for each commune that shares it."""
        return list(self._postcodes.get(code, ()))

    def postcodes_from(self, digits: str, limit: int) -> list[Place]:
        """The postcodes that begin with these digits, ascending."""
        at = bisect_left(self._codes, digits)
        found: list[Place] = []
        while len(found) < limit and at < len(self._codes) and self._codes[at].startswith(digits):
            found.extend(self._postcodes[self._codes[at]])
            at += 1
        return found[:limit]

    def named(self, name: tuple[str, ...]) -> list[Place]:
        """The communes and localities called exactly this, in any language, best first."""
        best: dict[int, Hit] = {}
        for form in {"".join(name), "".join(canonical(name))}:
            for entry in self._entries_of(form):
                if not entry.inner:
                    _keep(best, self._hit(entry, Tier.EXACT))
        return [hit.place for hit in sorted(best.values())]

    def beginning(self, typed: tuple[str, ...], digits: str = "") -> Sequence[Hit]:
        """Places of which a name, or the rest of a name, begins like this, best first (`MAX_MATCHES`).

        With `digits`, only those whose postcode begins with them.
        """
        forms = {"".join(typed), "".join(canonical(typed))} - {""}
        if len(forms) == 1:
            return self._hits(forms.pop(), digits)
        best: dict[int, Hit] = {}
        for form in forms:
            for hit in self._hits(form, digits):
                _keep(best, hit)
        return sorted(best.values())[:MAX_MATCHES]

    def misspelt(self, typed: tuple[str, ...], *, unfinished: bool) -> list[Hit]:
        """Places whose name was meant with one slip (two in long names): a letter more, less, other, or two
        swapped. With `unfinished`, the slip may be in the beginning of a longer name."""
        text = "".join(canonical(typed))
        for slips in range(1, _slips(len(text)) + 1):
            best: dict[int, Hit] = {}
            for length in range(len(text) - slips, len(text) + slips + 1):
                for close in _close(text, self._by_length.get(length, ()), slips):
                    for entry in self._entries_of(close):
                        _keep(best, self._hit(entry, Tier(Tier.TYPO + slips - 1)))
            if not best and unfinished:
                for length in range(len(text) - slips, len(text) + slips + 1):
                    for close in _close(text, self._prefixes.get(length, ()), slips):
                        for hit in self._hits(close):
                            tier = Tier.TYPO + slips - 1
                            _keep(best, Hit(hit.rank._replace(tier=tier, region=0, kind=0), hit.place))
            if best:
                return sorted(best.values())[:MAX_MATCHES]
        return []

    def _hits(self, beginning: str, digits: str = "") -> Sequence[Hit]:
        known = self._popular.get(beginning) if not digits else None
        if known is not None:
            return known
        low = bisect_left(self._texts, beginning)
        high = bisect_right(self._texts, beginning + "~", low)
        return self._ranked(beginning, low, high, digits)

    def _ranked(self, beginning: str, low: int, high: int, digits: str = "") -> list[Hit]:
        length = len(beginning)
        best: dict[int, Hit] = {}
        for entry in self._entries[low:high]:
            if digits and not self.places[entry.number].match.postcode.startswith(digits):
                continue
            if entry.inner:
                tier = Tier.INNER_WORDS if length in entry.ends else Tier.INNER_BEGINNING
            elif len(entry.text) == length:
                tier = Tier.EXACT
            else:
                tier = Tier.WORDS if length in entry.ends else Tier.BEGINNING
            _keep(best, self._hit(entry, tier))
        return sorted(best.values())[:MAX_MATCHES]

    def _hit(self, entry: _Entry, tier: Tier) -> Hit:
        place = self.places[entry.number]
        if tier is Tier.EXACT:
            flemish, commune = place.region is Region.FLANDERS, place.match.kind == "commune"
            return Hit(Rank(tier, flemish, not commune, -place.population, entry.number), place)
        return Hit(Rank(tier, 0, 0, -place.weight * entry.share, entry.number), place)

    def _entries_of(self, text: str) -> Sequence[_Entry]:
        low = bisect_left(self._texts, text)
        return self._entries[low : bisect_right(self._texts, text, low)]

    def _answers_to_popular_prefixes(self) -> dict[str, list[Hit]]:
        """The answers to all prefixes that begin more than a few names."""
        answers: dict[str, list[Hit]] = {}
        length, ranges = 1, [(0, len(self._texts))]
        while ranges:
            deeper: list[tuple[int, int]] = []
            for start, stop in ranges:
                low = start
                while low < stop:
                    beginning = self._texts[low][:length]
                    high = bisect_right(self._texts, beginning + "~", low, stop)
                    if len(beginning) == length and high - low > _FEW:
                        answers[beginning] = self._ranked(beginning, low, high)
                        deeper.append((low, high))
                    low = high
            length, ranges = length + 1, deeper
        return answers


def _entries(places: Sequence[Place]) -> Iterable[_Entry]:
    """A name in every language, as it is written and with "Saint" in one way, from each of its words on.

    A locality named like its commune is left out, and gives the commune its names: parents are offered the
    commune. A postcode is found by its name where no village has it (Brucargo, SHAPE).
    """
    villages = {key(place.names[0]) for place in places if place.match.kind != "postcode"}
    communes = {
        (place.nis, key(place.names[0])): number
        for number, place in enumerate(places)
        if place.match.kind == "commune"
    }
    for number, place in enumerate(places):
        if place.match.kind == "postcode" and key(place.names[0]) in villages:
            continue
        shown = communes.get((place.nis, key(place.names[0])), number)
        for name in place.names:
            share = 1.0 if name == place.names[0] else _OTHER_LANGUAGE
            for form in {words(name), canonical(words(name))}:
                for start, word in enumerate(form):
                    if start == 0 or word not in _SMALL_WORDS:
                        ends = frozenset(_ends(form[start:])) - {1}
                        yield _Entry("".join(form[start:]), shown, start > 0, ends, share)


def _ends(form: tuple[str, ...]) -> Iterator[int]:
    return accumulate(len(word) for word in form)


def _by_length(texts: Iterable[str]) -> dict[int, list[str]]:
    grouped: dict[int, set[str]] = defaultdict(set)
    for text in texts:
        grouped[len(text)].add(text)
    return {length: sorted(group) for length, group in grouped.items() if length >= 4}


def _slips(length: int) -> int:
    """How many slips are forgiven in a text of so many letters. Three letters are like anything."""
    return 0 if length < 4 or length > 40 else 1 if length < 9 else 2


def _close(text: str, candidates: Sequence[str], slips: int) -> list[str]:
    found = extract(text, candidates, scorer=OSA.distance, score_cutoff=slips, limit=None)
    return [candidate for candidate, _, _ in found]


def _keep(best: dict[int, Hit], hit: Hit) -> None:
    known = best.get(hit.rank.number)
    if known is None or hit.rank < known.rank:
        best[hit.rank.number] = hit


@dataclass(frozen=True, slots=True)
class _Held:
    stamp: int
    index: Index


_held: _Held | None = None
_lock = threading.Lock()


def current() -> Index:
    """The index of this process: made at first use, and again after `announce_reload`.

    Raises `GazetteerEmpty` while the table is empty. A new table is noticed by the time of a file, not by a
    query: pages are spared one, and a process that has its index goes on when the database is away.
    """
    global _held
    stamp = _stamp()
    held = _held
    if held is not None and held.stamp == stamp:
        return held.index
    # While one thread makes the new index, the others go on with the old one, if there is one.
    if not _lock.acquire(blocking=held is None) and held is not None:
        return held.index
    try:
        if _held is None or _held.stamp != stamp:
            places = places_of(GazetteerPlace.objects.order_by("pk"))
            if places:
                _held = _Held(stamp, Index(places))
            elif _held is None:
                raise GazetteerEmpty
            else:
                _held = _Held(stamp, _held.index)
        return _held.index
    finally:
        _lock.release()


def hold(index: Index) -> None:
    """Take this index for the process's own until the next `announce_reload`: for tests and measurements."""
    global _held
    _held = _Held(_stamp(), index)


def announce_reload() -> None:
    """Tell every process of this machine that the table has changed. Called after the commit."""
    path = _stamp_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def _stamp_file() -> Path:
    return Path(settings.SEARCH_ROOT) / "gazetteer.loaded"


def _stamp() -> int:
    try:
        return _stamp_file().stat().st_mtime_ns
    except FileNotFoundError:
        return 0
