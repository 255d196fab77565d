"""The only way to write the domain: `@service`, and the guard that makes it the only way.

A service is a keyword-only function that takes `actor`, runs in one transaction, and may write guarded
tables. Outside a service, writing a guarded table raises `WriteOutsideService` before the SQL is sent,
whoever tries: a view of Wagtail's, a cascade, a shell. The guard sits on the database connection, since
models, querysets, raw SQL and many-to-many tables all pass through it.
"""

import functools
import inspect
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

P = ParamSpec("P")
R = TypeVar("R")

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_guarded_tables: set[str] = set()
_guarded_columns: dict[str, frozenset[str]] = {}

# Text that is not SQL: a comment may part two words, a literal may quote a whole statement. A body between
# dollar signs stays, since DO runs it.
_NOT_SQL = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?\*/)|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"[^\"]*\"", re.DOTALL
)
_NAME = r"(?:[\"`\[]?\w+[\"`\]]?\s*\.\s*)?(?:[\"`\[]?\w+[\"`\]]?|'')"
# What a statement writes, wherever it stands: first, after WITH … (a CTE), or after EXPLAIN ANALYZE.
_WRITES = re.compile(
    rf"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY\b)?"
    rf"|DELETE\s+FROM(?:\s+ONLY\b)?|MERGE\s+INTO(?:\s+ONLY\b)?|COPY(?=[^;]*\bFROM\b)"
    rf"|TRUNCATE(?:\s+TABLE\b)?(?:\s+ONLY\b)?)[\s(]*({_NAME}(?:\s*,\s*(?:ONLY\s+)?{_NAME})*)",
    re.IGNORECASE,
)

# What changes a row that is there. A plain INSERT does not.
_CHANGES = re.compile(r"\b(?:UPDATE|REPLACE|MERGE|COPY)\b", re.IGNORECASE)


class WriteOutsideService(RuntimeError):  # noqa: N818 -- names what happened
    """Something other than a service tried to write a guarded table."""


def guard_app(app_label: str) -> None:
    """Guard every table of an app, many-to-many tables included. Called in its `AppConfig.ready()`."""
    guard_models(*apps.get_app_config(app_label).get_models(include_auto_created=True))


def guard_models(*models: type[Model]) -> None:
    """Guard the tables of these models: of an app whose other tables Django itself writes."""
    _guarded_tables.update(model._meta.db_table for model in models)


def guard_columns(table: str, columns: Collection[str]) -> None:
    """Guard some columns of a table that Django itself writes, too. Called in `AppConfig.ready()`.

    Outside a service, a statement that may change rows of this table and as much as names one of the columns
    is refused. Rows may be added with them, or removed: the frame does both, and knows no value for them.
    """
    _guarded_columns[table.lower()] = frozenset(column.lower() for column in columns)


def guarded_tables() -> frozenset[str]:
    """The tables that only services write."""
    return frozenset(_guarded_tables)


def guarded_columns(table: str) -> frozenset[str]:
    """The columns that only services change, in a table that others write, too."""
    return _guarded_columns.get(table, frozenset())


@contextmanager
def writing() -> Iterator[None]:
    """Allow writes to guarded tables: for `@service`, data migrations, fixtures and tests only."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _refuse_unguarded_writes(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    if not _writing.get():
        text = sql if isinstance(sql, str) else _text_of(sql)
        # The answer for nearly every query, hence without a regular expression. A semicolon may hide more.
        if not text.startswith("SELECT") or ";" in text:
            written = _written_tables(text)
            refused = written & _guarded_tables
            refused |= {table for table in written & _guarded_columns.keys() if _changes_columns(text, table)}
            if refused:
                raise WriteOutsideService(f"written by services only: {', '.join(sorted(refused))}")
    return execute(sql, params, many, context)


def _text_of(sql: Any) -> str:
    """What psycopg accepts beside `str`: bytes, or SQL composed of parts."""
    return sql.decode() if isinstance(sql, bytes) else str(sql.as_string(None))


def _written_tables(sql: str) -> set[str]:
    """Names of the tables that this SQL inserts into, updates or deletes from, in lower case.

    A table named by a string literal, as SQLite allows, counts as every table that is guarded, or in part.
    """
    tables = set()
    for names in _WRITES.findall(_NOT_SQL.sub(_without_text, sql)):
        for name in names.split(","):
            bare = name.split(".")[-1].split()[-1].strip('"`[]').lower()
            if bare == "''":
                return _guarded_tables | _guarded_columns.keys()
            tables.add(bare)
    return tables


def _changes_columns(sql: str, table: str) -> bool:
    """Literals are looked at as well: SQLite takes one for a column's name, too."""
    return _CHANGES.search(sql) is not None and any(
        re.search(rf"\b{re.escape(column)}\b", sql, re.IGNORECASE) for column in _guarded_columns[table]
    )


def _without_text(found: re.Match[str]) -> str:
    if found["comment"]:
        return " "
    return found[0] if found[0].startswith('"') else "''"


def install_guard(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of `connection_created`: puts the guard first on this connection.

    First, since `connection.execute_wrapper()` takes the last one away when it ends. The schema editor is
    let through: PostgreSQL fills a column that becomes NOT NULL with an UPDATE.
    """
    if _refuse_unguarded_writes in connection.execute_wrappers:
        return
    connection.execute_wrappers.insert(0, _refuse_unguarded_writes)
    editor = connection.SchemaEditorClass
    if editor is not None:
        connection.SchemaEditorClass = type(editor.__name__, (_SchemaMayWrite, editor), {})


class _SchemaMayWrite:
    """Mixin of a schema editor: statements of migrations (also `RunSQL`) pass the guard."""

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with writing():
            return super().execute(*args, **kwargs)  # type: ignore[misc]  # from the editor it is mixed into


def service(function: Callable[P, R]) -> Callable[P, R]:
    """Make a verb of the domain: keyword-only, takes `actor`, one transaction, allowed to write.

    `writing()` is inside `atomic()`, so that callbacks of `on_commit` run outside it again.
    """
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise TypeError(
            f"{function.__qualname__}: a service runs at once, or it would run outside its own door"
        )
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
