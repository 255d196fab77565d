"""What an article must fulfil before somebody reads it, told to its editor in French.

A draft may be unfinished: these are asked where a page is published or submitted, not where it is saved.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.html import strip_tags

# Words that say nothing of where a link leads, folded.
_EMPTY_WORDS = frozenset(
    {
        "cliquez ici", "cliquer ici", "clique ici", "ici", "lien", "ce lien", "plus", "en savoir plus",
        "lire la suite", "voir", "voir plus", "suite", "site", "page", "cette page", "suivez ce lien",
    }
)  # fmt: skip
_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_FILE_NAME = re.compile(r"\S+\.pdf", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def troubles_of(body: Any) -> list[str]:
    """What is wrong with the blocks of an article, one sentence a fault; empty: nothing."""
    return [*_headings(body), *_links(body)]


def _headings(body: Any) -> Iterator[str]:
    seen: set[str] = set()
    has_title = False
    for block in body:
        if block.block_type == "title":
            has_title = True
            words = str(block.value).strip()
            if words.casefold() in seen:
                yield (
                    f"Deux titres s’appellent «\u00a0{words}\u00a0»\u00a0: le sommaire ne saurait les "
                    "distinguer."
                )
            seen.add(words.casefold())
        elif block.block_type == "subtitle" and not has_title:
            yield (
                f"Le sous-titre «\u00a0{block.value}\u00a0» vient avant tout titre\u00a0: "
                "ajoutez un titre au-dessus, ou faites-en un titre."
            )


def _links(body: Any) -> Iterator[str]:
    for words in _words_of_links(body):
        said = words.strip(" .…!?»«\u00a0\u202f")
        if not said:
            yield "Un lien n’a pas de texte\u00a0: dites où il mène."
        elif said.casefold() in _EMPTY_WORDS:
            yield f"Le lien «\u00a0{said}\u00a0» ne dit pas où il mène\u00a0: nommez la page qu’il ouvre."
        elif _FILE_NAME.fullmatch(said):
            yield f"«\u00a0{said}\u00a0» est un nom de fichier\u00a0: écrivez plutôt le nom du document."
        elif _ADDRESS.fullmatch(said):
            yield f"Le lien «\u00a0{said}\u00a0» est une adresse\u00a0: écrivez plutôt le nom de la page."


def _words_of_links(value: Any) -> Iterator[str]:
    """Of every link in these blocks, however deep: in texts, and those that are fields of their own."""
    if hasattr(value, "source"):
        yield from (strip_tags(words) for words in _LINK.findall(value.source))
    elif hasattr(value, "items"):
        if "words" in value and ("address" in value or "document" in value):
            yield value["words"] or ""
        for inner in value.values():
            yield from _words_of_links(inner)
    elif hasattr(value, "__iter__") and not isinstance(value, str):
        for inner in value:
            yield from _words_of_links(getattr(inner, "value", inner))
