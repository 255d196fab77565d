"""Reading the database as it was at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

_reading: ContextVar[bool] = ContextVar("reading", default=False)

# Django's `atomic()` is no use here. On SQLite it begins every transaction with IMMEDIATE, so that readers
# would queue for the write lock; on PostgreSQL its level is READ COMMITTED, where every query sees a
# moment of its own. A plain BEGIN (deferred) and REPEATABLE READ both keep the moment of the first query.
_BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def one_moment() -> Iterator[None]:
    """All queries inside see the same committed state; no lock is taken and no writer waits.

    For reads only: nothing inside may write or call `atomic()`. Inside a transaction of Django's it adds
    nothing: the caller's transaction decides what is seen.
    """
    if _reading.get() or connection.in_atomic_block:
        yield
        return
    token = _reading.set(True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN[connection.vendor])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    finally:
        _reading.reset(token)
