"""What the search asks of an engine, and of whoever owns the listings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from search.changes import Head
from search.documents import ListingDocument, SearchQuery, SearchResult


@dataclass(frozen=True, slots=True)
class EngineStats:
    """How an engine stands: documents (tombstones apart), the log it follows, and how far it has read."""

    engine: str
    documents: int
    tombstones: int
    epoch: str
    sequence: int


class EngineFailure(Exception):  # noqa: N818 -- what is common to the two below
    """An engine gave no answer that counts. The message is a reason in French, without anything private."""


class Unreachable(EngineFailure):
    """Nobody answered, or not in time, or with a refusal."""


class WrongAnswer(EngineFailure):
    """Something answered that is no answer: no JSON, part of the index, another index, the wrong shape."""


class Content(NamedTuple):
    """What an engine holds of a listing: its version, and `search.documents_json.fingerprint` of it."""

    version: int
    fingerprint: int


# How many documents are in, of how many.
Progress = Callable[[int, int], None]


def silent(built: int, to_build: int) -> None:
    """The progress of which nobody wants to hear."""


class DocumentSource(Protocol):
    """The database, as the search sees it. Registered by the portal, never imported."""

    @property
    def rules(self) -> str:
        """What, besides the data and the code, decides the documents (settings): other rules, other index."""
        ...

    def count(self) -> int:
        """How many documents there are, those of listings that are not public included."""
        ...

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        """Every document, or those of `ids`; listings that are not public come as tombstones.

        Each carries the sequence number of its last change-log entry. Versions are read before data, so that
        a version is never ahead of its data; inside `search.reading.one_moment()`, which the caller opens
        where it matters, both are of the same moment.
        """
        ...


class Searcher(Protocol):
    """Answers searches. Answers are defined by `docs/search.md`, not by whoever gives them."""

    def search(self, query: SearchQuery) -> SearchResult: ...


class SearchEngine(Searcher, Protocol):
    """One engine. Where it depends on a server, every method may raise `EngineFailure`."""

    name: str

    def index(self, documents: Iterable[ListingDocument]) -> int:
        """Take documents in; older versions never replace newer ones. Returns how many were taken."""
        ...

    def rebuild(self, source: DocumentSource, progress: Progress = silent) -> None:
        """Make the index again while searches go on; `progress` is told now and then how far it is."""
        ...

    def contents(self) -> Mapping[int, Content]:
        """What is held of each listing, tombstones included, for `search_check`."""
        ...

    def reached(self) -> Head:
        """Where in the log an answer would stand now: it holds every change up to there."""
        ...

    def stats(self) -> EngineStats: ...
