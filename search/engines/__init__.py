"""The engines. `engine()` is the one that this process searches with."""

import os

from django.conf import settings

from search import registry
from search.ports import SearchEngine

_engines: dict[int, SearchEngine] = {}


def engine() -> SearchEngine:
    """The engine of this process: made at the first call, kept, shared by its threads.

    A process that was forked after the first call makes its own: locks and threads do not survive a fork.
    """
    process = os.getpid()
    if process not in _engines:
        _engines.setdefault(process, _make())
    return _engines[process]


def _make() -> SearchEngine:
    from search.engines.columnar.engine import ColumnarEngine

    return ColumnarEngine(root=settings.SEARCH_ROOT, source=registry.source)
