"""The engines that are measured side by side: how each is filled, what that cost, and how it is asked.

`ask_of` opens an engine by its name and where it is, in this process or in a client's own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.timing import Metered
from search.documents import SearchQuery, SearchResult

Ask = Callable[[SearchQuery], SearchResult]
Facts = dict[str, float]

ENGINES = ("columnar", "elasticsearch", "postgis", "sql_cluster", "naive")
# Those that would take hours above so many listings.
UP_TO = {"postgis": 200_000, "sql_cluster": 200_000, "naive": 200_000}
# Those that can be asked by several processes at once, each on its own connection.
SHARED = ("columnar", "elasticsearch", "postgis")
# A server that compiles what it runs often is asked for nothing first, as one that has run for a while was.
WARM_UP_SECONDS = {"elasticsearch": 60.0, "postgis": 2.0}
ALIAS = "one-bench"
HEAP = "2g"


class Missing(Exception):  # noqa: N818 -- names what happened
    """A part that this engine needs is not installed; the message says which."""


@dataclass(frozen=True)
class Contender:
    """A filled engine. `where`: what `ask_of` needs to open it once more."""

    name: str
    ask: Ask
    facts: Facts
    where: str = ""


def ask_of(name: str, where: str) -> Ask:
    """What answers queries: an engine of its own, opened as a web process opens it."""
    if name == "columnar":
        from search.engines.columnar.answer import answer
        from search.engines.columnar.segment import Segment

        segment = Segment.open(Path(where))
        return lambda query: answer([(segment, None)], query)
    if name == "elasticsearch":
        return _elasticsearch(where).search
    if name == "postgis":
        from benchmarks import postgis

        connection = postgis.connect(where)
        return lambda query: postgis.PostgisSearch(connection, query).answer()
    raise ValueError(f"{name} can't be opened twice")


def _elasticsearch(url: str) -> Any:
    from search.engines.elasticsearch.connection import Settings
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    # Patience: what is measured is how long it takes, not what a page does about it.
    settings = Settings(url=url, alias=ALIAS, search_timeout=30, replicas="0")
    return ElasticsearchEngine(settings=settings, source=lambda: None)  # type: ignore[arg-type,return-value]


class Servers:
    """The real servers, started when they are first asked for, gone at the end."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack

    @cached_property
    def node(self) -> Any:
        from tests.services.elasticsearch import own_node, why_missing

        if reason := why_missing():
            raise Missing(f"{reason} is not installed")
        return self._stack.enter_context(own_node(heap=HEAP))

    @cached_property
    def cluster(self) -> Any:
        from benchmarks import postgis
        from tests.services.postgresql import programs, running_cluster

        if programs() is None:
            raise Missing("PostgreSQL is not installed")
        cluster = self._stack.enter_context(running_cluster())
        if not postgis.is_available(cluster.url):
            raise Missing("PostGIS is not installed")
        return cluster

    def versions(self) -> dict[str, str]:
        """Of the servers that were started."""
        found = {}
        if "node" in self.__dict__:
            from tests.services.elasticsearch import VERSION

            found["elasticsearch server"] = f"{VERSION} (one node, heap {HEAP})"
        if "cluster" in self.__dict__:
            import psycopg

            with psycopg.connect(self.cluster.url) as server:
                row = server.execute("SHOW server_version").fetchone()
                extension = server.execute(
                    "SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'"
                ).fetchone()
            found["postgresql server"] = str(row[0]).split()[0] if row else ""
            found["postgis"] = str(extension[0]) if extension else ""
        return found


@contextmanager
def filled(name: str, size: int, seed: int, scratch: Path, servers: Servers) -> Iterator[Contender]:
    """An engine with so many listings; Missing where a part is not installed."""
    if name == "columnar":
        yield _columnar(size, seed, scratch / f"segment-{size}")
    elif name == "elasticsearch":
        with _indexed(size, seed, servers.node.url) as contender:
            yield contender
    elif name == "postgis":
        with servers.cluster.database() as url:
            yield _postgis(size, seed, url)
    else:
        yield _on_sqlite(name, size, seed, scratch / f"rows-{size}.sqlite3")


def _columnar(size: int, seed: int, directory: Path) -> Contender:
    """A saved segment, opened as a process opens it."""
    from benchmarks.places import document, places
    from search.engines.columnar.segment import Segment

    documents = Metered(document(place) for place in places(size, seed))
    start = time.perf_counter()
    built = Segment.build(documents)
    build_seconds = time.perf_counter() - start
    built.save(directory)
    index_seconds = time.perf_counter() - start - documents.seconds
    del built
    start = time.perf_counter()
    segment = Segment.open(directory)
    facts = _facts(size, index_seconds, sum(path.stat().st_size for path in directory.iterdir()) / 1e6) | {
        "build_seconds": round(build_seconds, 2),
        "open_seconds": round(time.perf_counter() - start, 3),
        "first_answer_of_the_day_ms": _first_of_the_day(segment),
    }
    return Contender("columnar", ask_of("columnar", str(directory)), facts, str(directory))


def _first_of_the_day(segment: Any) -> float:
    """What the first search of a day pays for each age band."""
    from benchmarks.places import TOMORROW
    from search.engines.columnar.moment import Moment

    start = time.perf_counter()
    segment.states(Moment.of(SearchQuery(today=TOMORROW.toordinal())))
    return round((time.perf_counter() - start) * 1000, 1)


@contextmanager
def _indexed(size: int, seed: int, url: str) -> Iterator[Contender]:
    """An index of Elasticsearch, filled as a rebuild fills it; making the documents is told apart."""
    from benchmarks.places import document, places

    engine = _elasticsearch(url)
    documents = Metered(document(place) for place in places(size, seed))
    index = engine.indices.create()
    start = time.perf_counter()
    _, refused = engine.indices.put(index, documents)
    assert not refused
    engine.indices.open(index)
    index_seconds = time.perf_counter() - start - documents.seconds
    engine.indices.swap(index)
    try:
        yield Contender(
            "elasticsearch", engine.search, _facts(size, index_seconds, engine.indices.megabytes(index)), url
        )
    finally:
        engine.indices.remove(index)


def _postgis(size: int, seed: int, url: str) -> Contender:
    from benchmarks import postgis

    start = time.perf_counter()
    postgis.fill(url, size, seed)
    fill_seconds = time.perf_counter() - start
    start = time.perf_counter()
    postgis.prepare(url)
    index_seconds = time.perf_counter() - start
    facts = _facts(size, index_seconds, postgis.megabytes(url)) | {"fill_seconds": round(fill_seconds, 2)}
    return Contender("postgis", ask_of("postgis", url), facts, url)


def _on_sqlite(name: str, size: int, seed: int, database: Path) -> Contender:
    """The portal's own tables in a file, made once for the engines that read them."""
    from django.db import connection

    from benchmarks.naive import NaiveSearch, SqlClusters
    from benchmarks.places import places
    from benchmarks.rows import write_rows

    connection.close()
    connection.settings_dict["NAME"] = str(database)
    if not database.exists():
        write_rows(places(size, seed))
    search = {"naive": NaiveSearch, "sql_cluster": SqlClusters}[name]
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        facts = {"megabytes": round(cursor.fetchone()[0] / 1e6, 1)}
    return Contender(name, lambda query: search(query).answer(), facts)


def _facts(size: int, index_seconds: float, megabytes: float) -> Facts:
    return {
        "index_seconds": round(index_seconds, 2),
        "documents_per_second": round(size / index_seconds),
        "megabytes": round(megabytes, 1),
    }
