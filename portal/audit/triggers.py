"""The history refuses to be rewritten, in the database itself.

`create()` runs after every `migrate`, since a migration that makes the table again drops its triggers without
a word; `missing()` is what the start check asks. Whoever may change the schema can drop a trigger: on
PostgreSQL the application's role must not own this table (docs/security.md).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.audit.models import AuditEntry

TABLE = AuditEntry._meta.db_table
REFUSAL = "audit rows are only ever added"

_FUNCTION = f"{TABLE}_refuse"
_SQLITE = {
    f"{TABLE}_no_update": f"BEFORE UPDATE ON {TABLE} BEGIN",
    f"{TABLE}_no_delete": f"BEFORE DELETE ON {TABLE} BEGIN",
    # REPLACE deletes without firing the trigger above: an id that exists is refused before that.
    f"{TABLE}_no_replace": (
        f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) BEGIN"  # noqa: S608 -- own name
    ),
}
_POSTGRESQL = {
    f"{TABLE}_no_change": f"BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW",
    f"{TABLE}_no_truncate": f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}


def create(connection: BaseDatabaseWrapper) -> None:
    """(Re)create every trigger on the table of the history."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: for `create()`, and for tests that empty the database after themselves."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the triggers that should be there and are not, or are disabled."""
    present = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(present)
        return set(_wanted(connection)) - {row[0] for row in cursor.fetchall()}


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {name} {event} SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for name, event in _SQLITE.items()
        ]
    function = (
        f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {_FUNCTION}()" for name, event in _POSTGRESQL.items()
    ]


def exists(connection: BaseDatabaseWrapper) -> bool:
    """Whether this database has the table at all: before the first migration it has not."""
    return TABLE in connection.introspection.table_names()
