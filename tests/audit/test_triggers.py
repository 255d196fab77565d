"""Rows of the history and its seals cannot be changed or removed, even by a service; a check sees to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Model

from portal.audit import triggers
from portal.audit.checks import check_triggers
from portal.audit.models import AuditEntry, AuditSeal
from portal.kernel.service import writing
from tests.audit.making import make_entry, run

pytestmark = pytest.mark.databases

ENTRY = (
    "kind, at, actor_label, subject_type, subject_id, subject_label, purpose, changes",
    "'consultation', CURRENT_TIMESTAMP, 'x', 't', 1, 'l', 'p', '{}'",
)
LINK = "f" * 64
FREE = 9_000  # a number that no row has


@pytest.fixture
def sealed(db: None) -> AuditSeal:
    """Two entries, and the seal of the second, whose number is not its entry's."""
    make_entry()
    entry = make_entry()
    with writing():
        return AuditSeal.objects.create(number=1, entry_id=entry.pk, link="a" * 64)


def rows() -> list[object]:
    return [list(model._default_manager.order_by("pk").values()) for model in triggers.PROTECTED]


def insert_entry(verb: str, entry_id: object, end: str = "", key: str = "id") -> None:
    run(f"{verb} INTO audit_auditentry ({key}, {ENTRY[0]}) VALUES ({entry_id}, {ENTRY[1]}) {end}")


def insert_seal(verb: str, number: object, entry_id: object, end: str = "", key: str = "number") -> None:
    run(f"{verb} INTO audit_auditseal ({key}, entry_id, link) VALUES ({number}, {entry_id}, '{LINK}') {end}")


Way = Callable[[AuditSeal], object]

WAYS: dict[str, Way] = {
    "entry: save": lambda seal: AuditEntry.objects.get(pk=seal.entry_id).save(),
    "entry: update": lambda seal: AuditEntry.objects.update(purpose="x"),
    "entry: delete": lambda seal: AuditEntry.objects.get(pk=seal.entry_id).delete(),
    "entry: delete all": lambda seal: AuditEntry.objects.all().delete(),
    "entry: upsert": lambda seal: insert_entry(
        "INSERT", seal.entry_id, "ON CONFLICT (id) DO UPDATE SET purpose = 'x'"
    ),
    "entry: same id": lambda seal: insert_entry("INSERT", seal.entry_id),
    "seal: save": lambda seal: seal.save(),
    "seal: update": lambda seal: AuditSeal.objects.update(link=LINK),
    "seal: renumber": lambda seal: AuditSeal.objects.update(number=2),
    "seal: of another entry": lambda seal: AuditSeal.objects.update(entry_id=seal.entry_id - 1),
    "seal: delete": lambda seal: seal.delete(),
    "seal: delete all": lambda seal: AuditSeal.objects.all().delete(),
    "seal: raw delete": lambda seal: run("DELETE FROM audit_auditseal"),
    "seal: upsert by number": lambda seal: insert_seal(
        "INSERT", 1, FREE, f"ON CONFLICT (number) DO UPDATE SET link = '{LINK}'"
    ),
    "seal: upsert by entry": lambda seal: insert_seal(
        "INSERT", FREE, seal.entry_id, "ON CONFLICT (entry_id) DO UPDATE SET number = 5"
    ),
    "seal: same number": lambda seal: insert_seal("INSERT", 1, FREE),
    "seal: same entry": lambda seal: insert_seal("INSERT", FREE, seal.entry_id),
    "both: flush": lambda seal: connection.ops.execute_sql_flush(sql_flush(no_style(), connection)),
}
ONLY_SQLITE: dict[str, Way] = {
    "entry: replace": lambda seal: insert_entry("REPLACE", seal.entry_id),
    "entry: insert or replace": lambda seal: insert_entry("INSERT OR REPLACE", seal.entry_id),
    "entry: replace by text": lambda seal: insert_entry("REPLACE", f"'{seal.entry_id}'"),
    "entry: replace by decimal": lambda seal: insert_entry("REPLACE", f"{seal.entry_id}.0"),
    "entry: replace by rowid": lambda seal: insert_entry("REPLACE", seal.entry_id, key="rowid"),
    "entry: update or replace": lambda seal: run("UPDATE OR REPLACE audit_auditentry SET id = 1"),
    "seal: replace by number": lambda seal: insert_seal("REPLACE", 1, FREE),
    "seal: replace by entry": lambda seal: insert_seal("REPLACE", FREE, seal.entry_id),
    "seal: replace by entry, no number": lambda seal: insert_seal("REPLACE", "NULL", seal.entry_id),
    "seal: replace by both": lambda seal: insert_seal("INSERT OR REPLACE", 1, seal.entry_id),
    "seal: replace by text": lambda seal: insert_seal("REPLACE", FREE, f"'{seal.entry_id}'"),
    "seal: replace by decimal": lambda seal: insert_seal("REPLACE", "1.0", f"{FREE}"),
    "seal: replace by rowid": lambda seal: insert_seal("REPLACE", 1, FREE, key="rowid"),
    "seal: replace by oid": lambda seal: insert_seal("REPLACE", 1, FREE, key="oid"),
    "seal: replace among others": lambda seal: run(
        f"REPLACE INTO audit_auditseal (number, entry_id, link)"
        f" SELECT {FREE} + value, value, '{LINK}' FROM (SELECT 77 AS value UNION ALL SELECT {seal.entry_id})"
    ),
    "seal: replace what came just before": lambda seal: run(
        f"REPLACE INTO audit_auditseal (number, entry_id, link) VALUES (8, 88, '{LINK}'), (9, 88, '{LINK}')"
    ),
    "seal: update or replace": lambda seal: run(
        "UPDATE OR REPLACE audit_auditseal SET entry_id = entry_id + 1"
    ),
}
ONLY_POSTGRESQL: dict[str, Way] = {
    f"{name}: {verb.lower()}": lambda seal, table=table, verb=verb: run(f"{verb} {table}")  # type: ignore[misc]
    for name, table in (("entry", "audit_auditentry"), ("seal", "audit_auditseal"))
    for verb in ("TRUNCATE", "TRUNCATE TABLE ONLY")
}


@contextmanager
def recursive_triggers(on: bool) -> Iterator[None]:
    if connection.vendor == "sqlite":
        run(f"PRAGMA recursive_triggers={'ON' if on else 'OFF'}")
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA recursive_triggers=ON")


@pytest.mark.parametrize("recursive", [True, False])
@pytest.mark.parametrize("way", WAYS | ONLY_SQLITE | ONLY_POSTGRESQL)
def test_no_way_to_rewrite(sealed: AuditSeal, way: str, recursive: bool) -> None:
    foreign = ONLY_POSTGRESQL if connection.vendor == "sqlite" else ONLY_SQLITE
    if way in foreign or (connection.vendor == "postgresql" and not recursive):
        pytest.skip("of the other database only")
    before = rows()
    with (
        recursive_triggers(recursive),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        writing(),
    ):
        (WAYS | ONLY_SQLITE | ONLY_POSTGRESQL)[way](sealed)
    assert rows() == before


@pytest.mark.parametrize("way", ["seal: replace by number", "seal: replace by entry", "entry: replace"])
def test_the_control_without_triggers_is_replaced(sealed: AuditSeal, way: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite only")
    before = rows()
    triggers.remove(connection)
    with writing():
        ONLY_SQLITE[way](sealed)
    triggers.create(connection)
    assert rows() != before


@pytest.mark.parametrize("model", triggers.PROTECTED)
def test_every_key_of_a_protected_table_is_in_its_trigger(model: type[Model], db: None) -> None:
    """A UNIQUE that the trigger does not know, or a rowid beside the key, would let REPLACE through."""
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite only")
    table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA index_list({table})")
        indexes = [name for _, name, is_unique, *_ in cursor.fetchall() if is_unique]
        keys = {(key,)}
        for name in indexes:
            cursor.execute(f"PRAGMA index_info({name})")
            keys.add(tuple(column for _, _, column in cursor.fetchall()))
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE name IN (%s, %s) ORDER BY type",
            [table, f"{table}_no_replace"],
        )
        (made,), (trigger,) = cursor.fetchall()
    assert f'"{key}" integer NOT NULL PRIMARY KEY' in made  # which makes it the rowid
    assert [columns for columns in keys if len(columns) > 1] == []
    assert [column for (column,) in keys if f"{column} = NEW.{column}" not in trigger] == []


def found() -> list[CheckMessage]:
    return check_triggers(None, databases=["default"])


def test_the_start_check_sees_a_lost_trigger(db: None) -> None:
    assert found() == []
    names = triggers.missing(connection)
    assert names == set()
    triggers.remove(connection)
    [error] = found()
    assert error.id == "audit.E001"
    for model in triggers.PROTECTED:
        assert f"{model._meta.db_table}_no_" in error.msg
    with pytest.raises(SystemCheckError, match="historique"):
        call_command("check", databases=["default"])
    assert check_triggers(None, databases=None) == []


@pytest.mark.parametrize(
    ("model", "name", "longer"),
    [
        (AuditEntry, "actor_label", models.CharField(max_length=201)),
        (AuditSeal, "link", models.CharField(max_length=65)),
    ],
)
def test_a_table_made_again_loses_them_and_migrate_brings_them_back(
    transactional_db: None, model: type[Model], name: str, longer: models.Field
) -> None:
    field = model._meta.get_field(name)
    longer.set_attributes_from_name(name)
    with connection.schema_editor() as editor:
        editor.alter_field(model, field, longer)
        editor.alter_field(model, longer, field)
    if connection.vendor == "sqlite":
        assert found(), "the table was not made again: the test proves nothing"
    call_command("migrate", verbosity=0)
    assert found() == []


def test_back_to_the_time_before_seals_and_forth(transactional_db: None) -> None:
    call_command("migrate", "audit", "0001", verbosity=0)
    assert found() == []
    call_command("migrate", "audit", verbosity=0)
    assert found() == []
    assert triggers.missing(connection) == set()
