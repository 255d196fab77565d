"""The engines, by name; and `searcher()`, what this process searches with."""

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from search import registry
from search.ports import SearchEngine, Searcher

if TYPE_CHECKING:
    from search.engines.resilient import ResilientEngine

ENGINES = ("columnar", "elasticsearch")  # the first is the default

_engines: dict[tuple[int, str], SearchEngine] = {}
_searchers: dict[tuple[int, str], "ResilientEngine"] = {}


def searcher() -> Searcher:
    """What pages search with: the engine of `SEARCH_ENGINE`, with a second one where it has a server."""
    name = settings.SEARCH_ENGINE
    if name == ENGINES[0]:
        return engine(name)
    key = (os.getpid(), name)
    if key not in _searchers:
        from search.engines.resilient import ResilientEngine

        made = ResilientEngine(
            engine(name),
            engine(ENGINES[0]),
            today=lambda: timezone.localdate().toordinal(),
            slow_after=settings.ELASTICSEARCH["search_timeout"],
        )
        if _searchers.setdefault(key, made) is made:
            made.start()
    return _searchers[key]


def breaker_reason() -> str:
    """Why this process has turned away from its first engine; empty where it has not, or has none yet."""
    made = _searchers.get((os.getpid(), settings.SEARCH_ENGINE))
    return made.breaker.reason if made else ""


def engine(name: str = "") -> SearchEngine:
    """The engine of this name, else of `SEARCH_ENGINE`: made at the first call, shared by the threads.

    A process that was forked after the first call makes its own: locks and threads do not survive a fork.
    """
    name = name or settings.SEARCH_ENGINE
    key = (os.getpid(), name)
    if key not in _engines:
        _engines.setdefault(key, _make(name))
    return _engines[key]


def _make(name: str) -> SearchEngine:
    # Imported when asked for: an engine that is not used needs no library of its own.
    if name == "columnar":
        from search.engines.columnar.engine import ColumnarEngine

        return ColumnarEngine(
            root=settings.SEARCH_ROOT, source=registry.source, merge_after=settings.SEARCH_MERGE_AFTER
        )
    if name == "elasticsearch":
        from search.engines.elasticsearch.engine import elasticsearch_engine

        return elasticsearch_engine()
    raise ValueError(f"There is no engine {name!r}: choose among {', '.join(ENGINES)}.")
