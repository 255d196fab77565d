"""Making the index again: beside the one that answers, then in its place, in one call.

1. A new index is made. The log's head is read before the first document: whatever is committed from then on
   has a higher number, and comes again in step 3.
2. Every document goes into it, while searches and the worker go on with the old one.
3. What changed meanwhile is replayed, until nothing is left or only what the worker will find by itself.
4. The new index says where it stands, and the alias is led to it. The worker reads the place of the index
   behind the alias before each step, so it goes on from there: a change that it wrote into the old index only
   is written again.
5. The old index stays for a roll-back; older ones go.

Where anything fails before step 4, the half-made index is removed; where the process is killed, whoever
comes next removes it, since it says of itself nothing (`Indices.clean`).
"""

import secrets
import time
from collections.abc import Iterable, Iterator

from search import changes, index_states
from search.changes import Head
from search.documents import ListingDocument, tombstone
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.indices import Indices, Standing
from search.index_states import NotMade
from search.ports import DocumentSource, Progress, silent
from search.reading import one_moment

REPLAYED_AT_ONCE = 1_000
_BEAT_SECONDS = 2.0
# Under writing without pause the log has no end: what is left after so many rounds, the worker writes.
_ROUNDS = 50


class Rebuild:
    """One making. `progress` is told how many documents of how many are in, every few seconds."""

    def __init__(
        self,
        indices: Indices,
        source: DocumentSource,
        rules: str,
        made_by: str,
        progress: Progress = silent,
    ) -> None:
        self._indices = indices
        self._source = source
        self._rules, self._made_by = rules, made_by
        self._progress = progress
        self._builder = secrets.token_hex(16)
        self._built, self._to_build, self._beat = 0, 0, time.monotonic()
        self._refused: dict[int, str] = {}

    def run(self) -> Standing:
        """Make it. AlreadyBuilding where somebody does; after any failure all is as it was before."""
        self._to_build = self._source.count()
        index_states.begin_building(NAME, self._builder, self._to_build)
        try:
            self._indices.clean()
            return self._made()
        finally:
            index_states.end_building(NAME, self._builder)

    def _made(self) -> Standing:
        index = self._indices.create()
        try:
            standing = self._filled(index)
            self._indices.swap(index)
        except BaseException:
            self._indices.remove(index)
            raise
        index_states.record_refusals(NAME, (), self._refused)
        self._indices.clean()
        return standing

    def _filled(self, index: str) -> Standing:
        head = changes.head()
        self._put(index, self._source.documents())
        head = self._replayed(index, head)
        self._indices.open(index)
        # Opening takes a moment, in which the log goes on.
        head = self._replayed(index, head)
        self._indices.refresh(index)
        standing = Standing(index, head, self._rules, self._made_by)
        self._indices.stand(standing)
        return standing

    def _put(self, index: str, documents: Iterable[ListingDocument]) -> None:
        _, refused = self._indices.put(index, self._counted(documents))
        self._refused |= {one.listing_id: one.reason for one in refused}

    def _counted(self, documents: Iterable[ListingDocument]) -> Iterator[ListingDocument]:
        for document in documents:
            yield document
            self._built += 1
            if time.monotonic() - self._beat > _BEAT_SECONDS:
                self._sign_of_life()

    def _sign_of_life(self) -> None:
        self._beat = time.monotonic()
        index_states.record_building(NAME, self._builder, self._built)
        self._progress(self._built, self._to_build)

    def _replayed(self, index: str, head: Head) -> Head:
        """Write what changed after `head`; the head that was reached, close to the log's own."""
        for _ in range(_ROUNDS):
            self._sign_of_life()
            reached, documents = changed_since(self._source, head)
            if reached.epoch != head.epoch:
                raise LogRestarted("Le journal a recommencé pendant que l’index était refait.")
            self._put(index, documents)
            if reached.sequence - head.sequence < REPLAYED_AT_ONCE // 10:
                return reached
            head = reached
        return head


class LogRestarted(NotMade):
    """Data were restored meanwhile: what was made is of the data before."""


def changed_since(source: DocumentSource, head: Head) -> tuple[Head, list[ListingDocument]]:
    """Of one moment: the next documents that changed after `head`, and the head up to which these are all."""
    with one_moment():
        now = changes.head()
        if now.epoch != head.epoch:
            return now, []
        entries = changes.since(head.sequence, REPLAYED_AT_ONCE)
        ids = sorted({listing_id for _, listing_id in entries})
        documents = list(source.documents(ids)) if ids else []
        # A listing that is gone may have left nothing: the index is to know that it is.
        gone = set(ids).difference(document.id for document in documents)
        versions = changes.last_sequence_of(gone)
        documents += [tombstone(listing_id, versions[listing_id]) for listing_id in sorted(gone)]
    reached = entries[-1][0] if len(entries) == REPLAYED_AT_ONCE else now.sequence
    return Head(now.epoch, reached), documents
