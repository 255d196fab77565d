"""Rows of the history cannot be changed or removed, even by a service; and the start check sees to it."""

from collections.abc import Callable

import pytest
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import DatabaseError, connection, models, transaction

from portal.audit import triggers
from portal.audit.checks import check_triggers
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.service import writing

TABLE = "audit_auditentry"
VALUES = "'consultation', CURRENT_TIMESTAMP, 'x', 't', 1, 'l', 'p', '{}'"
COLUMNS = "kind, at, actor_label, subject_type, subject_id, subject_label, purpose, changes"


@pytest.fixture
def entry(db: None) -> AuditEntry:
    with writing():
        return AuditEntry.objects.create(
            kind=AuditEntry.Kind.CONSULTATION,
            at=clock.now(),
            actor_label="Aline",
            subject_type="facilities.facility",
            subject_id=1,
            subject_label="Crèche n° 1",
            purpose="fiche",
        )


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


WAYS: dict[str, Callable[[AuditEntry], object]] = {
    "save": lambda entry: entry.save(),
    "update": lambda entry: AuditEntry.objects.update(purpose="x"),
    "delete": lambda entry: entry.delete(),
    "delete all": lambda entry: AuditEntry.objects.all().delete(),
    "flush": lambda entry: connection.ops.execute_sql_flush(sql_flush(no_style(), connection)),
    "upsert": lambda entry: run(
        f"INSERT INTO {TABLE} (id, {COLUMNS}) VALUES ({entry.pk}, {VALUES})"
        f" ON CONFLICT (id) DO UPDATE SET purpose = 'x'"
    ),
    "same id": lambda entry: run(f"INSERT INTO {TABLE} (id, {COLUMNS}) VALUES ({entry.pk}, {VALUES})"),
}
ONLY_SQLITE: dict[str, Callable[[AuditEntry], object]] = {
    "replace": lambda entry: run(f"REPLACE INTO {TABLE} (id, {COLUMNS}) VALUES ({entry.pk}, {VALUES})"),
    "insert or replace": lambda entry: run(
        f"INSERT OR REPLACE INTO {TABLE} (id, {COLUMNS}) VALUES ({entry.pk}, {VALUES})"
    ),
    "update or replace": lambda entry: run(f"UPDATE OR REPLACE {TABLE} SET purpose = 'x'"),
}


@pytest.mark.parametrize("recursive_triggers", [True, False])
@pytest.mark.parametrize("way", WAYS | ONLY_SQLITE)
def test_no_way_to_rewrite(entry: AuditEntry, way: str, recursive_triggers: bool) -> None:
    if connection.vendor == "sqlite":
        run(f"PRAGMA recursive_triggers={'ON' if recursive_triggers else 'OFF'}")
    elif way in ONLY_SQLITE or not recursive_triggers:
        pytest.skip("of SQLite only")
    before = list(AuditEntry.objects.order_by("pk").values())
    try:
        with pytest.raises(DatabaseError), transaction.atomic(), writing():
            (WAYS | ONLY_SQLITE)[way](entry)
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA recursive_triggers=ON")
    assert list(AuditEntry.objects.order_by("pk").values()) == before


def found() -> list[CheckMessage]:
    return check_triggers(None, databases=["default"])


def test_the_start_check_sees_a_lost_trigger(db: None) -> None:
    assert found() == []
    names = triggers.missing(connection)
    assert names == set()
    triggers.remove(connection)
    [error] = found()
    assert error.id == "audit.E001"
    assert f"{TABLE}_no_" in error.msg
    with pytest.raises(SystemCheckError, match="historique"):
        call_command("check", databases=["default"])
    assert check_triggers(None, databases=None) == []


def test_a_table_made_again_loses_them_and_migrate_brings_them_back(transactional_db: None) -> None:
    label = AuditEntry._meta.get_field("actor_label")
    longer = models.CharField(max_length=201)
    longer.set_attributes_from_name("actor_label")
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, label, longer)
        editor.alter_field(AuditEntry, longer, label)
    if connection.vendor == "sqlite":
        assert found(), "the table was not made again: the test proves nothing"
    call_command("migrate", verbosity=0)
    assert found() == []
