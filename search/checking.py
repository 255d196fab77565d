"""Do an index and the database agree? Listing by listing: is it there, which version, which content."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from search import changes
from search.documents import ListingDocument
from search.documents_json import fingerprint
from search.ports import DocumentSource, SearchEngine
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
        versions = dict(engine.versions())
        fingerprints = engine.fingerprints()
        for document in source.documents():
            held = versions.pop(document.id, None)
            if problem := _problem(document, held, fingerprints.get(document.id)):
                yield Difference(document.id, problem, held, document.version)
        # Held, and not in the database: right only as the tombstone that the source makes of it.
        gone = {document.id: document for document in source.documents(sorted(versions))}
        for id_, held in versions.items():
            document_or_none = gone.get(id_)
            if document_or_none is None or _problem(document_or_none, held, fingerprints[id_]):
                yield Difference(id_, Problem.SUPERFLUOUS, held, None)


def _problem(document: ListingDocument, version: int | None, content: int | None) -> Problem | None:
    if version is None:
        return Problem.MISSING if document.public else None
    if version != document.version:
        return Problem.VERSION
    return Problem.CONTENT if content != fingerprint(document) else None
