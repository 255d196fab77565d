"""The embedded engine: arrays shared by all processes, and the change log to keep each of them true.

How a change gets into the next answer, whoever made it: every search asks the log for its head (one row);
where the head has moved, the documents of the listings changed since are read again, and searches go on with
a new snapshot. Why an answer is never wrong, nor late:

* *Head first.* A large segment is stamped with the head that was read before its first document. Whatever
  is committed while it is being made has a higher number, so it is read again by whoever opens the segment.
* *One moment.* Head, list of changes and their documents are read in one read transaction (`one_moment`),
  so that a snapshot is the database at its head: no document is torn, every version is exact.
* *No skipped entry.* Numbers are committed in order (`search.changes`), so what lies below the head is all
  there.
* *Only committed.* Inside a transaction of the caller's, the answer comes from a passing snapshot that
  nobody else sees and that no rollback can leave behind.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.transaction import TransactionManagementError

from search import changes
from search.changes import Head
from search.documents import ListingDocument, SearchQuery, SearchResult
from search.engines.columnar.directories import Directories, Saved, UnusableDirectoryError
from search.engines.columnar.snapshot import Large, Snapshot
from search.ports import Content, DocumentSource, EngineStats, Progress, silent
from search.provenance import code_of
from search.reading import one_moment

logger = logging.getLogger(__name__)


class ColumnarEngine:
    """One a process, shared by its threads; see `search.ports.SearchEngine`.

    `source` gives the registered source of documents. More than `merge_after` changed listings are merged
    into a new large segment, in the background, by whichever process comes first.
    """

    name = "columnar"

    def __init__(self, *, root: Path, source: Callable[[], DocumentSource], merge_after: int) -> None:
        self._root = root
        self._source = source
        self._merge_after = merge_after
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._merger: threading.Thread | None = None
        self._refused: set[Saved] = set()

    # --- What the port asks for ------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResult:
        return self.snapshot().search(query)

    def index(self, documents: Iterable[ListingDocument]) -> int:
        """Take documents in ahead of the log. There is no need to: the engine follows the log by itself."""
        _refuse_transaction()
        with self._lock:
            snapshot = self._advance()
            held = snapshot.contents()
            newer = [
                document
                for document in documents
                if document.id not in held or document.version > held[document.id].version
            ]
            changed = {document.id for document in newer}
            self._snapshot = snapshot.advanced(snapshot.head, changed, newer)
        return len(newer)

    def rebuild(self, source: DocumentSource, progress: Progress = silent) -> None:
        """Make the large segment again while searches go on, then give it to every process.

        It has a number of its own, so that it is newer than all that is saved, whatever is wrong with that,
        and takes nobody's name. A second number, taken once it is saved, makes the log's head move: every
        process looks at its next search, and finds it. The epoch stays: other engines have nothing to do.
        """
        _refuse_transaction()
        with self._directories.lock():
            head = changes.take_number()
            self._directories.write(head, _built(head, source).save)
            changes.take_number()
            self._directories.clean(head)

    def contents(self) -> Mapping[int, Content]:
        return self.snapshot().contents()

    def reached(self) -> Head:
        return self.snapshot().head

    def stats(self) -> EngineStats:
        snapshot = self.snapshot()
        documents, tombstones = snapshot.counts()
        return EngineStats(self.name, documents, tombstones, *snapshot.head)

    # --- Following the log -----------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The database as it is committed now; inside a transaction, as that transaction sees it."""
        if connection.in_atomic_block:
            return self._passing_snapshot()
        head = changes.head()
        snapshot = self._snapshot
        if snapshot is not None and snapshot.head == head:
            return snapshot
        with self._lock:
            return self._advance()

    def _passing_snapshot(self) -> Snapshot:
        head = changes.head()
        base = self._snapshot
        if base is None or not _leads_to(base, head):
            return Snapshot.over(Large.build(head, self._source().documents()))
        changed = changes.listings_since(base.head.sequence)
        return base.advanced(head, changed, self._source().documents(changed))

    def _advance(self) -> Snapshot:
        """Publish the snapshot at the log's head. Under the lock: threads that come meanwhile wait for it."""
        while (snapshot := self._advanced()) is None:
            self._snapshot = Snapshot.over(self._newer_large())
        self._snapshot = snapshot
        self._merge_when_due(snapshot)
        return snapshot

    def _advanced(self) -> Snapshot | None:
        """The snapshot at the log's head, or None where a large segment must be found or built first."""
        with one_moment():
            head = changes.head()
            base = self._base(head)
            if base is None or base.head == head:
                return base
            changed = changes.listings_since(base.head.sequence)
            if len(changed) > max(self._merge_after, len(base.large.segment.ids) // 2):
                return None
            return base.advanced(head, changed, self._source().documents(changed))

    def _base(self, head: Head) -> Snapshot | None:
        """Where to go on from: the newest saved segment, or the present snapshot where none is newer."""
        current = self._snapshot
        if current is not None and not _leads_to(current, head):
            logger.warning(
                "Le journal est à %s:%d, l’index suivait %s:%d\u00a0: il est repris", *head, *current.head
            )
            current = None
        found = self._opened(head, newer_than=_large_sequence(current))
        return Snapshot.over(found) if found is not None else current

    # --- Large segments --------------------------------------------------------------------------

    def _newer_large(self) -> Large:
        """A large segment newer than ours: one that another process just saved, else one that we make."""
        with self._directories.lock():
            head = changes.head()
            current = self._snapshot
            if current is not None and not _leads_to(current, head):
                current = None
            return self._opened(head, newer_than=_large_sequence(current)) or self._made(head)

    def _opened(self, head: Head, *, newer_than: int) -> Large | None:
        for saved in self._directories.saved(head.epoch):
            if not newer_than < saved.head.sequence <= head.sequence or saved in self._refused:
                continue
            try:
                self._directories.verify(saved)
                return Large.open(saved.head, saved.directory)
            except (UnusableDirectoryError, OSError) as reason:
                # OSError: another process removed it meanwhile, for a newer one.
                logger.warning("Index %s écarté\u00a0: %s", saved.directory.name, reason)
                self._refused.add(saved)
        return None

    def _made(self, head: Head) -> Large:
        large = _built(head, self._source())
        try:
            saved = self._directories.write(head, large.save)
            self._directories.clean(head)
            return Large.open(head, saved.directory)
        except OSError:
            logger.exception("L’index n’a pas pu être enregistré\u00a0: ce processus le garde en mémoire")
            return large

    def _merge_when_due(self, snapshot: Snapshot) -> None:
        if self._due(snapshot) and not (self._merger and self._merger.is_alive()):
            self._merger = threading.Thread(target=self._merge, name="search-merge", daemon=True)
            self._merger.start()

    def _due(self, snapshot: Snapshot) -> bool:
        return len(snapshot.replaced) > self._merge_after

    def _merge(self) -> None:
        """Take a newer large segment, another process's or our own, until little is left beside it."""
        try:
            while self._merger is threading.current_thread():
                large = self._newer_large()
                with self._lock:
                    self._snapshot = Snapshot.over(large)
                    if not self._due(self._advance()):
                        self._merger = None
        except DatabaseError:
            # Searches go on with the snapshot that is there; the next change tries again.
            logger.exception("La fusion de l’index a échoué")
        finally:
            connection.close()

    @cached_property
    def _directories(self) -> Directories:
        return Directories(self._root, code_of(self._source(), Path(__file__).parent))


def _built(head: Head, source: DocumentSource) -> Large:
    started = time.monotonic()
    large = Large.build(head, source.documents())
    seconds = time.monotonic() - started
    logger.info("Index fait à %s:%d\u00a0: %d fiches, %.1f s", *head, len(large.content), seconds)
    return large


def _refuse_transaction() -> None:
    if connection.in_atomic_block:
        raise TransactionManagementError("An index is made of what is committed, never inside a transaction.")


def _leads_to(snapshot: Snapshot, head: Head) -> bool:
    """Is `head` a later state of the log that the snapshot followed? A restore starts another epoch."""
    return snapshot.head.epoch == head.epoch and snapshot.head.sequence <= head.sequence


def _large_sequence(snapshot: Snapshot | None) -> int:
    return -1 if snapshot is None else snapshot.large.head.sequence
