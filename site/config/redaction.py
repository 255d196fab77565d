"""What must not be written down, whoever wrote it into a message: the last net, not the first.

Whoever logs leaves private values out. What slips through all the same is caught here by its look: national
numbers, accounts, e-mail addresses, query strings, the row that a database refused. And what would end a
line, or move the cursor of whoever reads it, is shown instead of sent.
"""

import re

CUT = "(…)"
LONGEST = 4_000
# Longer texts are cut before they are searched too, far behind what is shown.
_SEARCHED = 8_000

# Between groups of figures: a space of any kind, a sign, or either as a log or an address escapes it.
_GAP = r"(?:[\s./_+-]|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9A-Fa-f]{2})?"
_NUMBERS = re.compile(
    # A national number: 93.05.18-223.61, 93051822361 and whatever lies between.
    rf"(?<!\d)\d\d{_GAP}\d\d{_GAP}\d\d{_GAP}\d{{3}}{_GAP}\d\d(?!\d)"
    # A Belgian account, as an IBAN and as it was written before.
    rf"|\bBE{_GAP}\d\d(?:{_GAP}\d{{4}}){{3}}(?!\d)"
    r"|(?<!\d)\d{3}-\d{7}-\d\d(?!\d)",
    re.IGNORECASE,
)
# Any other account, in capitals: in small letters it would look like the names of our static files.
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]{4}){2,7}(?:[ .-]?[A-Z0-9]{1,3})?\b")
# Bounded, and begun only where a word begins: whoever sends a long word must not make us search for long.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Whatever follows a path: in French, a question mark has a space before it.
_QUERY = re.compile(r"(?<=[\w/%.~-])\?[^\s'\"<>)]+")
# "Referer checking failed - https://… does not match": where the visitor came from.
_REFERRER = re.compile(r"(Referer checking failed - )\S+")
# PostgreSQL adds the refused row, key or statement below its message, in English or French.
_ROW = re.compile(
    r"^([ \t]*(?:DETAIL|DÉTAIL|CONTEXTE?|QUERY|REQUÊTE|STATEMENT|INSTRUCTION|LINE \d+|LIGNE \d+)\s?:).*",
    re.MULTILINE | re.DOTALL,
)

# And it quotes a value that it can't read, in the message itself.
_UNREADABLE = re.compile(r"((?:invalid input|en entrée invalide)[^:\n]{0,80}:\s?).*", re.DOTALL)

# What an address says beyond the page that it names: whoever has it may use it.
_LINK = re.compile(
    r"(/(?:(?:invitation|confirmer)/(?=[\w-]{16})|mot-de-passe/nouveau/|connexion/cles/|pro/utilisateur/adresse/"
    # The squares of a map that somebody looks at.
    r"|tuiles/(?=[0-9])))[^\s\"'?]+"
)

# Control characters, and those that are not seen but change what is: line ends, writing directions, zero
# width, halves of a character.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def shown(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without what must not be written down, and not longer than is read."""
    text = _UNSEEN.sub(_escaped, without_private(text[:_SEARCHED]))
    return text if len(text) <= longest else f"{text[:longest]}…"


def without_private(text: str) -> str:
    """The text with `(…)` for everything that looks private."""
    text = _ROW.sub(rf"\1 {CUT}", text)
    text = _UNREADABLE.sub(rf"\1{CUT}", text)
    text = _REFERRER.sub(rf"\1{CUT}", text)
    text = _QUERY.sub("?…", text)
    text = _LINK.sub(rf"\1{CUT}", text)
    for pattern in (_NUMBERS, _IBAN, _EMAIL):
        text = pattern.sub(CUT, text)
    return text


def is_number_of_somebody(text: str) -> bool:
    """Whether all of it looks like a national number or an account: eleven figures within a word do not."""
    return bool(_NUMBERS.fullmatch(text) or _IBAN.fullmatch(text))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
