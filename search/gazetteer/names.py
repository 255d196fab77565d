"""The keys under which the name of a place and what somebody typed meet."""

import re

from search.analysis import fold

# Longer texts are cut before anything else looks at them: the longest name has 30 letters.
MAX_TEXT = 200

# One sign, which no name has, for what three languages write in seven ways: St-Gilles, Ste-Cécile,
# Sint-Gillis, Sankt Vith. (Not one of the words: "sa" begins Saint-Gilles, and not Sint-Jans-Molenbeek.)
_SAINT_SIGN = "0"
_SAINT = frozenset({"saint", "sainte", "sint", "sinte", "sankt", "st", "ste"})
_SHORT_SAINT = frozenset({"st", "ste"})
# How Belgians write names that they find too long. On both sides letters as `fold` leaves them.
_SHORT_FORMS = {"bxl": "bruxelles", "lln": "louvain la neuve"}
_SUR = re.compile(r"(?<=\s)s/\s*", re.IGNORECASE)  # Bomal s/Ourthe
_GLUED_SUR = re.compile(r"-s/\s*", re.IGNORECASE)  # Ham-s/Heure
_COUNTRY = frozenset({"belgique", "belgie", "belgien", "belgium"})


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name or a query, letters and digits apart ("5000Namur" is two words).

    Texts are cut at `MAX_TEXT` characters; the country's name is dropped unless it stands alone.
    """
    expanded = _GLUED_SUR.sub(" sur ", _SUR.sub("sur ", text[:MAX_TEXT]))
    found = re.findall(r"[a-z]+|[0-9]+", fold(expanded)[:MAX_TEXT])
    without_country = [word for word in found if word not in _COUNTRY]
    return tuple(without_country or found)


def canonical(name: tuple[str, ...]) -> tuple[str, ...]:
    """The same words with every way of writing "Saint", and the usual short forms, written in one way.

    A single `s` stands for Saint at the beginning ("s gilles") and inside a name alike ("Woluwe-S-Pierre"),
    never at the end. A word alone is somebody's beginning: "saint" is kept, only "st" is opened.
    """
    if len(name) == 1 and name[0] not in _SHORT_SAINT:
        return tuple(_SHORT_FORMS.get(name[0], name[0]).split())
    last = len(name) - 1
    kept: list[str] = []
    for at, word in enumerate(name):
        if word in _SAINT or (word == "s" and at < last):
            kept.append(_SAINT_SIGN)
        else:
            kept.extend(_SHORT_FORMS.get(word, word).split())
    return tuple(kept)


def key(name: str) -> str:
    """The key of a whole name: canonical words without the spaces, so that "lalouviere" is La Louvière."""
    return "".join(canonical(words(name)))
