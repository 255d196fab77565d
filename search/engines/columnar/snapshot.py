"""What one search answers from: a large segment, the few documents changed since, and what they replace."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.changes import Head
from search.documents import ListingDocument, SearchQuery, SearchResult
from search.documents_json import fingerprint
from search.engines.columnar.answer import answer
from search.engines.columnar.segment import Segment
from search.ports import Content

_CONTENT = np.dtype([("id", np.int64), ("fingerprint", np.int64), ("public", np.bool_)])
_CONTENT_FILE = "content.npy"


@dataclass(frozen=True, eq=False, slots=True)
class Large:
    """A large segment, and the head of the log that it was made at.

    It holds at least every change up to that number: what changed while it was made may be in it or not,
    and has a higher number. `content` has one record a document, by ascending id: its fingerprint, and
    whether it is more than a tombstone.
    """

    head: Head
    segment: Segment
    content: NDArray[np.void]

    @classmethod
    def build(cls, head: Head, documents: Iterable[ListingDocument]) -> "Large":
        records: list[tuple[int, int, bool]] = []

        def noted() -> Iterator[ListingDocument]:
            for document in documents:
                records.append((document.id, fingerprint(document), bool(document.public)))
                yield document

        segment = Segment.build(noted())
        return cls(head, segment, np.array(sorted(records), _CONTENT))

    def save(self, directory: Path) -> None:
        self.segment.save(directory)
        np.save(directory / _CONTENT_FILE, self.content, allow_pickle=False)

    @classmethod
    def open(cls, head: Head, directory: Path) -> "Large":
        content = np.load(directory / _CONTENT_FILE, allow_pickle=False)
        return cls(head, Segment.open(directory), content)


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """The database as it was at `head`. Immutable: threads share it, a search keeps the one it began with.

    Every listing with an entry after `large.head` is in `replaced`: its row in the large segment is dead, and
    its document, unless the listing is gone, is in `documents` and in the small segment.
    """

    head: Head
    large: Large
    replaced: frozenset[int]
    documents: Mapping[int, ListingDocument]
    parts: tuple[tuple[Segment, NDArray[np.bool_] | None], ...]

    @classmethod
    def over(
        cls,
        large: Large,
        head: Head | None = None,
        replaced: Collection[int] = (),
        documents: Mapping[int, ListingDocument] | None = None,
    ) -> "Snapshot":
        """A large segment, with `replaced` masked in it and `documents` in a small one beside it."""
        parts: list[tuple[Segment, NDArray[np.bool_] | None]] = [(large.segment, _dead(large, replaced))]
        if documents:
            parts.append((Segment.build(documents.values()), None))
        return cls(head or large.head, large, frozenset(replaced), documents or {}, tuple(parts))

    def advanced(
        self, head: Head, changed: Collection[int], documents: Iterable[ListingDocument]
    ) -> "Snapshot":
        """The snapshot at a later head: `changed` since this one, and those of them that still exist."""
        gone = frozenset(changed)
        kept = {id_: document for id_, document in self.documents.items() if id_ not in gone}
        fresh = {document.id: document for document in documents}
        return Snapshot.over(self.large, head, self.replaced | gone, kept | fresh)

    def search(self, query: SearchQuery) -> SearchResult:
        return answer(self.parts, query)

    def contents(self) -> dict[int, Content]:
        """What is held of every listing that can be found here, and of tombstones."""
        segment, content = self.large.segment, self.large.content
        fingerprints = dict(zip(content["id"].tolist(), content["fingerprint"].tolist(), strict=True))
        held = {
            id_: Content(version, fingerprints[id_])
            for id_, version in zip(segment.ids.tolist(), segment.versions.tolist(), strict=True)
            if id_ not in self.replaced
        }
        return held | {
            id_: Content(document.version, fingerprint(document)) for id_, document in self.documents.items()
        }

    def counts(self) -> tuple[int, int]:
        """How many documents, and how many tombstones."""
        content = self.large.content
        alive = ~np.isin(content["id"], np.fromiter(self.replaced, np.int64, len(self.replaced)))
        public = int(content["public"][alive].sum())
        small = sum(bool(document.public) for document in self.documents.values())
        return public + small, int(alive.sum()) - public + len(self.documents) - small


def _dead(large: Large, replaced: Collection[int]) -> NDArray[np.bool_] | None:
    if not replaced:
        return None
    dead = np.zeros(len(large.segment.ids), np.bool_)
    dead[large.segment.rows_of(sorted(replaced))] = True
    return dead
