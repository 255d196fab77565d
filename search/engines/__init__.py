"""The engines. `engine()` is the one that this process searches with."""

import os

from django.conf import settings

from search import registry
from search.ports import SearchEngine

ENGINES = ("columnar",)  # the first is the default

_engines: dict[tuple[int, str], SearchEngine] = {}


def engine(name: str = ENGINES[0]) -> SearchEngine:
    """The engine of this process: made at the first call, kept, shared by its threads.

    A process that was forked after the first call makes its own: locks and threads do not survive a fork.
    """
    key = (os.getpid(), name)
    if key not in _engines:
        _engines.setdefault(key, _make(name))
    return _engines[key]


def _make(name: str) -> SearchEngine:
    # Imported when asked for: an engine that is not used needs no library of its own.
    from search.engines.columnar.engine import ColumnarEngine

    if name != ColumnarEngine.name:
        raise ValueError(f"There is no engine {name!r}: choose among {', '.join(ENGINES)}.")
    return ColumnarEngine(
        root=settings.SEARCH_ROOT, source=registry.source, merge_after=settings.SEARCH_MERGE_AFTER
    )
