"""The only way to write the domain: `@service`, and the guard that makes it the only way.

A service is a keyword-only function that takes `actor`, runs in one transaction, and may write guarded
tables. Outside a service, writing a guarded table raises `WriteOutsideService` before the SQL is sent,
whoever tries: a view of Wagtail's, a cascade, a shell. The guard sits on the database connection, since
models, querysets, raw SQL and many-to-many tables all pass through it.
"""

import functools
import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
R = TypeVar("R")

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_guarded_tables: set[str] = set()

# The table that an INSERT, UPDATE, DELETE, REPLACE or TRUNCATE names first, also after WITH … (a CTE).
_WRITES = re.compile(
    r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?"
    r"|DELETE\s+FROM(?:\s+ONLY)?|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO)\s+"
    r"(?:[\"`\[]?\w+[\"`\]]?\.)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA", "EXPLAIN")


class WriteOutsideService(RuntimeError):  # noqa: N818 -- names what happened
    """Something other than a service tried to write a guarded table."""


def guard_app(app_label: str) -> None:
    """Guard every table of an app, many-to-many tables included. Called in its `AppConfig.ready()`."""
    for model in apps.get_app_config(app_label).get_models(include_auto_created=True):
        _guarded_tables.add(model._meta.db_table)


@contextmanager
def writing() -> Iterator[None]:
    """Allow writes to guarded tables: for `@service`, data migrations, fixtures and tests only."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _refuse_unguarded_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not _writing.get() and not sql.startswith("SELECT"):
        for table in _written_tables(sql):
            if table in _guarded_tables:
                raise WriteOutsideService(f"{table} is written by services only: {sql[:80]}")
    return execute(sql, params, many, context)


def _written_tables(sql: str) -> list[str]:
    if "/*" in sql or "--" in sql:
        sql = _COMMENTS.sub(" ", sql)
    if sql.lstrip("( \n\t")[:9].upper().startswith(_READS):
        return []
    return _WRITES.findall(sql)


def install_guard(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of `connection_created`."""
    if _refuse_unguarded_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(_refuse_unguarded_writes)


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Make a verb of the domain: keyword-only, takes `actor`, one transaction, allowed to write.

    `writing()` is inside `atomic()`, so that callbacks of `on_commit` run outside it again.
    """
    parameters = inspect.signature(function).parameters
    if "actor" not in parameters or any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()):
        raise TypeError(
            f"{function.__qualname__}: a service takes keyword-only arguments, `actor` among them"
        )

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), writing():
            return function(*args, **kwargs)

    return run
