"""What the search asks of an engine, and of whoever owns the listings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.documents import ListingDocument, SearchQuery, SearchResult


@dataclass(frozen=True, slots=True)
class EngineStats:
    """How an engine stands: documents (tombstones apart), the log it follows, and how far it has read."""

    engine: str
    documents: int
    tombstones: int
    epoch: str
    sequence: int


class DocumentSource(Protocol):
    """The database, as the search sees it. Registered by the portal, never imported."""

    @property
    def rules(self) -> str:
        """What, besides the data and the code, decides the documents (settings): other rules, other index."""
        ...

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        """Every document, or those of `ids`; listings that are not public come as tombstones.

        Each carries the sequence number of its last change-log entry. Versions are read before data, so that
        a version is never ahead of its data; inside `search.reading.one_moment()`, which the caller opens
        where it matters, both are of the same moment.
        """
        ...


class SearchEngine(Protocol):
    """One engine. Answers are defined by `docs/search.md`, not by the engine."""

    name: str

    def search(self, query: SearchQuery) -> SearchResult: ...

    def index(self, documents: Iterable[ListingDocument]) -> int:
        """Take documents in; older versions never replace newer ones. Returns how many were taken."""
        ...

    def rebuild(self, source: DocumentSource) -> None: ...

    def versions(self) -> Mapping[int, int]:
        """Id → version of every document held, tombstones included, for `search_check`."""
        ...

    def fingerprints(self) -> Mapping[int, int]:
        """Id → `search.documents_json.fingerprint` of the same documents."""
        ...

    def stats(self) -> EngineStats: ...
