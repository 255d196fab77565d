"""Repairing the texts of a list: damaged letters, spaces, apostrophes, capitals. Each repair is told."""

import re
from dataclasses import dataclass, field

from ftfy import fix_encoding

# The letters of French that were damaged. Upper case is left out: its sequences are others' in lower case.
_LETTERS = "àâäçéèêëîïôöùûüœæ"
# What no name and no street is written with, and what damage leaves behind.
_UNREADABLE = re.compile(r"[ˆƒ√�©®¢¨¬¶¥†‡‰™€]|[ÃÂ][^\w\s]")
# A damage whose last byte was lost (the letter cannot be told for certain).
_TRUNCATED = re.compile(r"aˆ(?!š)")
_PARTICLES = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "à", "au", "aux", "et", "en", "sur", "sous", "lez"}
)
# Words that are written in one way only, and often without their accents.
_ACCENTS = {
    "allee": "allée", "chaussee": "chaussée", "creche": "crèche", "dreve": "drève", "ecole": "école",
    "ecoles": "écoles", "eglise": "église", "hopital": "hôpital",
}  # fmt: skip
_BARE_WORD = re.compile(rf"\b({'|'.join(_ACCENTS)})\b", re.IGNORECASE)
_ROMAN = re.compile(r"^(?:i{1,3}|iv|v|vi{1,3}|ix|xi{0,3}|xiv|xv)$", re.IGNORECASE)
_LOST_APOSTROPHE = re.compile(r"\b([dl])\s+(?=[aeiouyhàâéèêëîïôœ])", re.IGNORECASE)
_LOOSE_APOSTROPHE = re.compile(r"(?<=\w)\s+['’]\s+(?=\w)")


def _damage_table() -> dict[str, str]:
    """Damaged sequence → letter, made by doing the damage again.

    Two roads were seen. Either way the UTF-8 of a letter was read in another encoding (Mac Roman:
    « chaussâˆšÂ©e », Windows: « nÃƒÂ¨vejean »), written as UTF-8, and read as Windows once more; then
    accents were taken off (â, Â and Ã became a plain a) and capitals too, or not.
    """
    table: dict[str, str] = {}
    for letter in _LETTERS:
        for misread in ("mac_roman", "cp1252"):
            try:
                twice = letter.encode().decode(misread).encode().decode("cp1252")
            except UnicodeDecodeError:
                continue
            bare = twice.translate(str.maketrans("âÂÃ", "aAA"))
            for damaged in (twice, bare, bare.lower()):
                table.setdefault(damaged, letter)
    return table


DAMAGES = _damage_table()
_DAMAGED = re.compile("|".join(re.escape(damaged) for damaged in sorted(DAMAGES, key=len, reverse=True)))


@dataclass(slots=True)
class Findings:
    """What was done to one row, and what is in doubt: `repairs` hold field, before and after."""

    repairs: list[dict[str, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def repaired(self, name: str, before: str, after: str) -> str:
        """`after`, noted where it differs."""
        if before != after:
            self.repairs.append({"field": name, "before": before, "after": after})
        return after


def readable(text: str, name: str, findings: Findings) -> str:
    """The text with its letters back, single spaces and typographic apostrophes."""
    told = name.capitalize()
    repaired = _DAMAGED.sub(lambda match: DAMAGES[match.group()], fix_encoding(text))
    if _TRUNCATED.search(repaired):
        repaired = _TRUNCATED.sub("è", repaired)
        findings.doubts.append(f"{told}\u00a0: une lettre est perdue, «\u00a0è\u00a0» est supposé.")
    if _UNREADABLE.search(repaired):
        findings.doubts.append(f"{told}\u00a0: des caractères restent illisibles.")
    repaired = _BARE_WORD.sub(_with_accents, repaired)
    repaired = " ".join(_LOOSE_APOSTROPHE.sub("’", repaired).replace("'", "’").split())
    return findings.repaired(name, text, repaired)


def with_capitals(text: str, name: str, findings: Findings) -> str:
    """« rue de la paix » and « RUE DE LA PAIX » as « Rue de la Paix »; a text with both cases stays."""
    if text != text.lower() and text != text.upper():
        return text
    with_apostrophes = _LOST_APOSTROPHE.sub(r"\1’", text.lower())
    parts = [_capitalised(part.strip()) for part in with_apostrophes.split(",")]
    return findings.repaired(name, text, ", ".join(parts))


def without_shouting(text: str, name: str, findings: Findings) -> str:
    """A name all in capitals as a name; an acronym (short, or without a vowel) stays."""
    letters = [letter for letter in text if letter.isalpha()]
    shouted = bool(letters) and text == text.upper()
    if not shouted or (" " not in text and (len(letters) <= 4 or not set(text) & set("AEIOUY"))):
        return text
    return with_capitals(text, name, findings)


def _with_accents(match: re.Match[str]) -> str:
    word = match.group()
    accented = _ACCENTS[word.lower()]
    if word.isupper():
        return accented.upper()
    return accented.capitalize() if word[0].isupper() else accented


def _capitalised(text: str) -> str:
    return " ".join(_word(word, first=index == 0) for index, word in enumerate(text.split()))


def _word(word: str, first: bool) -> str:
    if "’" in word:
        article, rest = word.split("’", 1)
        head = article.capitalize() if first else article
        return f"{head}’{_each_part(rest)}"
    if _ROMAN.match(word) and not first:
        return word.upper()
    if word in _PARTICLES and not first:
        return word
    return _each_part(word)


def _each_part(word: str) -> str:
    """A capital at each part of « notre-dame »."""
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
