"""The history and its seals refuse to be rewritten, in the database itself.

`create()` runs after every `migrate`, since a migration that makes a table again drops its triggers without
a word; `missing()` is what the start check asks. Whoever may change the schema can drop a trigger: on
PostgreSQL the application's role must not own these tables (docs/security.md).
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from portal.audit.models import AuditEntry, AuditSeal

PROTECTED: tuple[type[Model], ...] = (AuditEntry, AuditSeal)
REFUSAL = "audit rows are only ever added"


def create(connection: BaseDatabaseWrapper) -> None:
    """(Re)create every trigger on the protected tables that are there."""
    remove(connection)
    with connection.cursor() as cursor:
        for model in _present(connection):
            for statement in _statements(connection, model):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for `create()`, and for tests that empty the database after themselves."""
    with connection.cursor() as cursor:
        for model in _present(connection):
            on_table = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
            for name in _wanted(connection, model):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the triggers that should be there and are not, or are disabled."""
    present = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    wanted = {name for model in _present(connection) for name in _wanted(connection, model)}
    with connection.cursor() as cursor:
        cursor.execute(present)
        return wanted - {row[0] for row in cursor.fetchall()}


def _present(connection: BaseDatabaseWrapper) -> list[type[Model]]:
    """Those that this database has: before the first migration none, in the midst of several not all."""
    tables = set(connection.introspection.table_names())
    return [model for model in PROTECTED if model._meta.db_table in tables]


def _wanted(connection: BaseDatabaseWrapper, model: type[Model]) -> dict[str, str]:
    return _sqlite(model) if connection.vendor == "sqlite" else _postgresql(model)


def _sqlite(model: type[Model]) -> dict[str, str]:
    table = model._meta.db_table
    same = " OR ".join(f"{column} = NEW.{column}" for column in _unique_columns(model))
    return {
        f"{table}_no_update": f"BEFORE UPDATE ON {table} BEGIN",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} BEGIN",
        # REPLACE deletes without firing the trigger above whatever row is in its way: it is refused before
        # that, by each column that may hold a value only once.
        f"{table}_no_replace": (
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN"  # noqa: S608 -- own names
        ),
    }


def _postgresql(model: type[Model]) -> dict[str, str]:
    table = model._meta.db_table
    return {
        f"{table}_no_change": f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
        f"{table}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
    }


def _unique_columns(model: type[Model]) -> Iterator[str]:
    return (str(field.column) for field in model._meta.concrete_fields if field.unique)


def _statements(connection: BaseDatabaseWrapper, model: type[Model]) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {event} SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, event in _sqlite(model).items()
        ]
    refuse = f"{model._meta.db_table}_refuse"
    function = (
        f"CREATE OR REPLACE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {refuse}()"
        for name, event in _postgresql(model).items()
    ]
