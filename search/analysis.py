"""French text to keys and tokens: decided here once, so that every engine compares ready-made tokens."""

import re
import threading
import unicodedata
from functools import lru_cache

import snowballstemmer

MAX_TOKEN_LENGTH = 40

# Letters that Unicode does not decompose. ß needs no entry: case folding opens it.
_OPENED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"})
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# ’ is what people should type, ' what keyboards give, ʼ and ‘ what word processors make of it.
_APOSTROPHES = "'’ʼ‘`´"
_ELISION = re.compile(rf"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[{_APOSTROPHES}](?=\w)", re.IGNORECASE)
# Words that say nothing about a place: a search "crèche avec jardin" asks for two things, not three.
# fmt: off
_GRAMMATICAL = frozenset({
    "a", "au", "aux", "avec", "ce", "ces", "cette", "chez", "dans", "de", "des", "du", "elle", "elles",
    "en", "est", "et", "eux", "il", "ils", "je", "la", "le", "les", "leur", "leurs", "lui", "ma",
    "mais", "me", "mes", "moi", "mon", "ne", "nos", "notre", "nous", "on", "ou", "par", "pas", "pour",
    "qu", "que", "qui", "sa", "sans", "se", "ses", "son", "sont", "sous", "sur", "ta", "te", "tes",
    "ton", "tu", "un", "une", "vos", "votre", "vous", "y", "c", "d", "j", "l", "m", "n", "s", "t",
})
# fmt: on

# The stemmer keeps the word it works on in itself: one thread at a time.
_stemmer = snowballstemmer.stemmer("french")
_stemmer_lock = threading.Lock()


def fold(text: str) -> str:
    """The key under which two spellings meet: lower case, no accents, ligatures opened; all that is neither
    letter nor digit (apostrophes, hyphens, punctuation) is one space; no space at either end."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_ALPHANUMERIC.sub(" ", bare.translate(_OPENED)).strip()


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    """Stemmed until it stays: one pass makes "petit" of "petits", but "pet" of "petit"."""
    with _stemmer_lock:
        while (stem := _stemmer.stemWord(word)) != word:
            word = stem
    return word[:MAX_TOKEN_LENGTH]


def tokens(text: str) -> tuple[str, ...]:
    """What a text is found by: its folded words without elisions and grammatical words, stemmed in French.

    Order is kept and duplicates are dropped. Words are folded before they are stemmed, so that whoever
    types without accents finds the same.
    """
    words = fold(_ELISION.sub(" ", unicodedata.normalize("NFC", text))).split()
    return tuple(dict.fromkeys(_stem(word) for word in words if word not in _GRAMMATICAL))
