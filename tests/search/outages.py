"""Searches during outages of the first engine: what is measured, by the tests and by `benchmarks.faults`."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from django.db import transaction

from search import changes
from search.changes import Head
from search.documents import ListingDocument, SearchQuery, SearchResult
from search.engines.columnar.engine import ColumnarEngine
from search.engines.elasticsearch.connection import Settings
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.following import Follower
from search.engines.resilient import ResilientEngine
from tests.contract.generator import TODAY, Generator
from tests.services.elasticsearch import Node
from tests.services.faulty import Fault, Front, none

SEED = 7
LISTINGS = 150
# So few that the failures before the breaker opens are more than a twentieth: p95 is one of them.
SEARCHES = 60
# What is promised.
P95_MS = 500.0
FAILURES_UNTIL_OPEN = 5
CLOSED_SECONDS = 30.0


class Listed:
    """A source of whatever documents are put there; versions come from the log, as in the portal."""

    def __init__(self, documents: Sequence[ListingDocument] = (), *, rules: str = "") -> None:
        self.rules = rules
        self._held: dict[int, ListingDocument] = {}
        self.put(documents)

    def put(self, documents: Sequence[ListingDocument]) -> None:
        with transaction.atomic():
            self._held |= {document.id: document for document in documents}
            changes.append(document.id for document in documents)

    def count(self) -> int:
        return len(self._held)

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        wanted = sorted(self._held) if ids is None else ids
        versions = changes.last_sequence_of(wanted)
        for id_ in wanted:
            if id_ in self._held:
                yield replace(self._held[id_], version=versions[id_])


@dataclass(frozen=True)
class World:
    """The same listings in both engines, questions, and the answers to them."""

    port: int
    settings: Settings
    source: Listed
    engine: ElasticsearchEngine
    columnar: ColumnarEngine
    queries: Sequence[SearchQuery]
    answers: Sequence[SearchResult]


@contextmanager
def world(port: int, root: Path) -> Iterator[World]:
    """On the node that listens on `port`, behind an alias of its own; the columnar index below `root`."""
    generator = Generator(SEED)
    documents = generator.documents(LISTINGS)
    source = Listed(documents)
    alias = f"faults-{secrets.token_hex(4)}"
    settings = Settings(url=f"http://127.0.0.1:{port}", alias=alias, replicas="0")
    engine = ElasticsearchEngine(settings=settings, source=lambda: source)
    columnar = ColumnarEngine(root=root, source=lambda: source, merge_after=500)
    try:
        engine.rebuild(source)
        queries, answers = _questions(generator, documents, columnar)
        yield World(port, settings, source, engine, columnar, queries, answers)
    finally:
        for index in engine.indices.names():
            engine.indices.remove(index)


def _questions(
    generator: Generator, documents: Sequence[ListingDocument], columnar: ColumnarEngine
) -> tuple[list[SearchQuery], list[SearchResult]]:
    """Questions about everything, of which each finds something: what is wrong is so in every answer."""
    queries, answers = [], []
    while len(queries) < SEARCHES:
        query = replace(generator.query(documents), facets=True, clusters=True)
        answer = columnar.search(query)
        if answer.ids:
            queries.append(query)
            answers.append(answer)
    return queries, answers


@dataclass(frozen=True)
class Outcome:
    """What a run of searches met. `opened_after` is a number of failures; None: the breaker did not open."""

    fault: str
    searches: int
    answered: int
    equal: int
    p50_ms: float
    p95_ms: float
    worst_ms: float
    opened_after: int | None
    asked_while_open: int
    stayed_open: bool = False
    closed_s: float | None = None
    harmless: bool = False  # the first engine goes on answering

    @property
    def broken_promises(self) -> list[str]:
        """What of the promises was not kept."""
        kept = {
            "answered": self.answered == self.searches,
            "equal": self.equal == self.searches,
            "p95": self.p95_ms < P95_MS,
            "left in peace": self.asked_while_open == 0,
        }
        kept |= self._open_and_closed()
        return [f"{self.fault}: {promise}" for promise, is_kept in kept.items() if not is_kept]

    def _open_and_closed(self) -> dict[str, bool]:
        if self.harmless:
            return {"never opened": self.opened_after is None}
        return {
            "opened": self.opened_after is not None and self.opened_after <= FAILURES_UNTIL_OPEN,
            "stayed open": self.stayed_open,
            "closed": self.closed_s is not None and self.closed_s < CLOSED_SECONDS,
        }


class Counted:
    """The first engine under the trial's name. Counts searches, failures, and looks of the watch."""

    def __init__(self, name: str, engine: ElasticsearchEngine) -> None:
        self.name = name
        self.asked = self.failed = self.looks = 0
        self._engine = engine
        self.stats, self.contents = engine.stats, engine.contents
        self.index, self.rebuild = engine.index, engine.rebuild

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked += 1
        try:
            return self._engine.search(query)
        except BaseException:
            self.failed += 1
            raise

    def reached(self) -> Head:
        self.looks += 1
        return self._engine.reached()


class Trial:
    """Both engines as one, with a front before the node."""

    def __init__(self, place: World, name: str) -> None:
        self.name, self._world = name, place
        self.front = Front(place.port)
        settings = replace(place.settings, url=self.front.url)
        self.first = Counted(name, ElasticsearchEngine(settings=settings, source=lambda: place.source))
        self.engine = ResilientEngine(
            self.first, place.columnar, today=lambda: TODAY, slow_after=settings.search_timeout
        )
        self._watched = False

    def __enter__(self) -> "Trial":
        self.engine.look()
        assert not self.engine.breaker.is_open, self.engine.breaker.reason
        return self

    def __exit__(self, *error: object) -> None:
        if self._watched:
            self.engine.stop()
        self.front.close()

    def suffer(self, fault: Fault) -> None:
        self.front.fault = fault

    def searches(self) -> Outcome:
        """Ask everything once. The watch begins afterwards: searches get no help of it."""
        times, answered, equal, opened_after, asked_while_open = [], 0, 0, None, 0
        failed_before = self.first.failed
        for query, wanted in zip(self._world.queries, self._world.answers, strict=True):
            was_open, asked_before = self.engine.breaker.is_open, self.first.asked
            started = time.perf_counter()
            try:
                found = self.engine.search(query)
            except Exception as error:  # noqa: BLE001 -- whatever a parent would see as a page of error
                print(f"{self.name}: {error!r}")  # noqa: T201 -- unanswered, and to be looked into
                continue
            finally:
                times.append(1_000 * (time.perf_counter() - started))
            answered += 1
            equal += found == wanted
            asked_while_open += was_open and self.first.asked > asked_before
            if opened_after is None and self.engine.breaker.is_open:
                opened_after = self.first.failed - failed_before
        p95 = quantiles(times, n=20, method="inclusive")[-1]
        return Outcome(
            self.name,
            len(times),
            answered,
            equal,
            median(times),
            p95,
            max(times),
            opened_after,
            asked_while_open,
        )

    def watched(self, outcome: Outcome, end: Callable[[], object]) -> Outcome:
        """Let the watch see what is wrong, `end` it, and wait until the breaker is closed.

        It ends right after a look: the longest way to the look that sees it.
        """
        seen = self.first.looks
        self.engine.start()
        self._watched = True
        try:
            self._wait_for(lambda: self.first.looks > seen)
            time.sleep(self._world.settings.search_timeout + 0.1)  # the look is over
            stayed_open = self.engine.breaker.is_open
        finally:
            end()
        started = time.monotonic()
        closed = self._wait_for(lambda: not self.engine.breaker.is_open)
        seconds = time.monotonic() - started
        return replace(outcome, stayed_open=stayed_open, closed_s=seconds if closed else None)

    @staticmethod
    def _wait_for(condition: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + CLOSED_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def outage(place: World, name: str, begin: Callable[[], object], end: Callable[[], object]) -> Outcome:
    """One outage, from the first failure until the breaker is closed."""
    with Trial(place, name) as trial:
        begin()
        return trial.watched(trial.searches(), end)


def outages(place: World, faults: Mapping[str, Fault]) -> Iterator[Outcome]:
    """One fault after another, each with engines of its own; breakers close while others are under way."""
    with ExitStack() as trials, ThreadPoolExecutor(max_workers=len(faults)) as waiting:
        closing = []
        for name, fault in faults.items():
            trial = trials.enter_context(Trial(place, name))
            trial.suffer(fault)
            closing.append(waiting.submit(trial.watched, trial.searches(), partial(trial.suffer, none)))
        for outcome in closing:
            yield outcome.result()


def index_outages(place: World) -> Iterator[Outcome]:
    """The alias taken away and given back; the index deleted, and made again by the worker."""
    indices = place.engine.indices
    (index,) = indices.aliased()
    removal = {"remove": {"index": index, "alias": place.settings.alias}}
    yield outage(
        place,
        "alias missing",
        lambda: indices._client.indices.update_aliases(actions=[removal]),
        lambda: indices.swap(index),
    )
    worker = Follower(place.engine, place.source)
    yield outage(place, "index deleted", lambda: indices.remove(index), worker.drain)


def disk_full(place: World, full: bool) -> None:
    """What Elasticsearch does to every index when the disk is nearly full, and undoes afterwards."""
    block = {"index.blocks.read_only_allow_delete": full or None}
    place.engine.indices._client.indices.put_settings(index=place.settings.alias, settings=block)


def full_disk_outage(place: World) -> Outcome:
    """Nothing can be written; searches go on."""
    with Trial(place, "disk full") as trial:
        disk_full(place, True)
        try:
            return replace(trial.searches(), harmless=True)
        finally:
            disk_full(place, False)


def node_outages(place: World, node: Node) -> Iterator[Outcome]:
    """The node stopped in the middle of what it does, and let go on; killed, and started again."""
    yield outage(place, "node paused", node.pause, node.resume)
    yield outage(place, "node killed", node.kill, node.start)
