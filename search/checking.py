"""Do an index and the database agree? Listing by listing: is it there, which version, which content."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from search import changes
from search.documents import ListingDocument, tombstone
from search.documents_json import fingerprint
from search.ports import Content, DocumentSource, SearchEngine
from search.reading import one_moment


class Problem(StrEnum):
    MISSING = "absente de l’index"
    SUPERFLUOUS = "de trop dans l’index"
    VERSION = "autre version"
    CONTENT = "autre contenu"


@dataclass(frozen=True, slots=True)
class Difference:
    """One listing on which they disagree; a version is None on the side that has no such document."""

    id: int
    problem: Problem
    index_version: int | None
    database_version: int | None


def differences(engine: SearchEngine, source: DocumentSource) -> Iterator[Difference]:
    """Every listing on which what `engine` answers from and the database disagree.

    Both are looked at in one moment, so that writers may go on meanwhile. A listing that is not public is
    as good as absent: an index may keep its tombstone, or not.
    """
    changes.head()  # makes the log's first epoch, where there is none: reading alone could not
    with one_moment():
        last = changes.head().sequence
        held = dict(engine.contents())
        for document in source.documents():
            content = held.pop(document.id, None)
            if content is not None and content.version > last:
                continue  # came in after this moment, and can't be judged in it
            if problem := _problem(document, content):
                yield Difference(document.id, problem, content and content.version, document.version)
        # Held, and not in the database: right only as a tombstone of its last entry in the log.
        versions = changes.last_sequence_of(held)
        for id_, content in held.items():
            if content.version <= last and _problem(tombstone(id_, versions[id_]), content):
                yield Difference(id_, Problem.SUPERFLUOUS, content.version, None)


def _problem(document: ListingDocument, content: Content | None) -> Problem | None:
    if content is None:
        return Problem.MISSING if document.public else None
    if content.version != document.version:
        return Problem.VERSION
    return Problem.CONTENT if content.fingerprint != fingerprint(document) else None
