"""What somebody typed, as the places it may mean: the rules that combine postcode, name and commune."""

from collections.abc import Iterable

from search.gazetteer.index import MAX_MATCHES, Hit, Index, Tier, current
from search.gazetteer.names import MAX_TEXT, words
from search.gazetteer.places import Match, Place


def resolve(query: str, limit: int = 8) -> list[Match]:
    """The places that a finished query may mean, best first; none for an empty or a senseless one.

    Understands a postcode, a name in French, Dutch or German (without regard to case, accents, hyphens and
    apostrophes, with small typos), a postcode with a name in either order, and a name with its commune.
    """
    index = current()
    letters, numbers = split(query)
    chosen = index.labelled(query[:MAX_TEXT].strip())
    code = next((number for number in numbers if index.postcode(number)), None)
    if code is None:
        return _matches(chosen + by_name(index, letters), limit)
    if not letters:
        return _matches(index.postcode(code), limit)
    return _matches(chosen + by_code_and_name(index, code, letters), limit)


def complete(prefix: str, limit: int = 8) -> list[Match]:
    """The places that an unfinished query may become, best first; typos where none begins so."""
    index = current()
    letters, numbers = split(prefix)
    if not letters:
        return _matches(index.postcodes_from(numbers[0], limit), limit) if numbers else []
    for code in numbers[:1]:
        rows = [row for row in index.postcodes_from(code, MAX_MATCHES) if _begins(row, letters)]
        found = rows + _places(index.beginning(letters, code))
        if found:
            return _matches(found, limit)
    return _matches(
        _places(index.beginning(letters))
        or _with_its_commune(index, letters, unfinished=True)
        or _places(index.misspelt(letters, unfinished=True)),
        limit,
    )


def split(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words of letters, and numbers. The country code in "B-5000" and "BE 5000" is neither."""
    found = words(text)
    letters = tuple(
        word
        for at, word in enumerate(found)
        if not word.isdigit()
        and not (word in ("b", "be") and at + 1 < len(found) and found[at + 1].isdigit())
    )
    return letters, tuple(word for word in found if word.isdigit())


def by_name(index: Index, letters: tuple[str, ...]) -> list[Place]:
    """Exact names, and those that begin with the same words; failing that, names with their commune, names
    that begin with the same letters, and typos."""
    if not letters:
        return []
    hits = index.beginning(letters)
    best = hits[0].rank.tier if hits else Tier.TWO_TYPOS
    if best == Tier.EXACT:
        return _places(hit for hit in hits if hit.rank.tier in (Tier.EXACT, Tier.WORDS, Tier.INNER_WORDS))
    found = _with_its_commune(index, letters) + _places(hits)
    if best not in (Tier.WORDS, Tier.INNER_WORDS):
        found += _places(index.misspelt(letters, unfinished=not found))
    return found


def by_code_and_name(index: Index, code: str, letters: tuple[str, ...]) -> list[Place]:
    """A locality that has both comes first, then the rows of the postcode, that of the named commune first.

    Where name and postcode contradict each other, the postcode is believed: "1180 Bruxelles" is how people
    write Uccle. The name follows.
    """
    rows = index.postcode(code)
    communes = {row.nis for row in rows}
    named = by_name(index, letters)
    agreeing = [place for place in named if place.match.postcode == code or place.nis in communes]
    of_commune = {place.nis for place in agreeing}
    rows.sort(key=lambda row: row.nis not in of_commune)
    if agreeing and not any(_is_named_like(row, agreeing[0]) for row in rows):
        return [agreeing[0], *rows, *agreeing[1:]]
    return [*rows, *agreeing, *named]


def _with_its_commune(index: Index, letters: tuple[str, ...], *, unfinished: bool = False) -> list[Place]:
    """Localities written with their commune, before or after: "Bomal, Durbuy", "Namur Beez"."""
    found: list[Place] = []
    for cut in range(1, len(letters)):
        for name, commune in ((letters[:cut], letters[cut:]), (letters[cut:], letters[:cut])):
            places = index.named(name)
            if not places:
                continue
            around = _places(index.beginning(commune)) if unfinished else index.named(commune)
            communes = {place.nis for place in around if place.match.kind == "commune"}
            found.extend(p for p in places if p.nis in communes and p.match.kind == "locality")
    return found


def _is_named_like(row: Place, place: Place) -> bool:
    return row.nis == place.nis and not set(row.names).isdisjoint(place.names)


def _begins(row: Place, letters: tuple[str, ...]) -> bool:
    typed = "".join(letters)
    return any("".join(words(name)).startswith(typed) for name in row.names)


def _places(hits: Iterable[Hit]) -> list[Place]:
    return [hit.place for hit in hits]


def _matches(places: Iterable[Place], limit: int) -> list[Match]:
    """Each point once: Bomal is Bomal-sur-Ourthe, and the name that fits best comes first."""
    found: dict[tuple[object, ...], Match] = {}
    for place in places:
        match = place.match
        found.setdefault((match.kind == "postcode", match.postcode, match.lat, match.lon, place.nis), match)
        if len(found) >= limit:
            break
    return list(found.values())
