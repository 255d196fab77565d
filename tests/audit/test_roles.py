"""PostgreSQL's own rights: what docs/security.md grants is enough to work, and to rewrite nothing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction

from portal.audit import sealing, unsealed
from portal.audit.health import audit_health
from portal.audit.models import AuditSeal
from portal.audit.sealing import seal_next
from portal.kernel.service import writing
from tests.audit.making import kinds, make_entries, make_entry, run, seal

pytestmark = [pytest.mark.databases, pytest.mark.django_db]

SITE = """
    GRANT SELECT, INSERT ON audit_auditentry TO audit_test_site;
    GRANT SELECT ON audit_auditseal, audit_sealgap TO audit_test_site;
"""
SEALER = """
    GRANT SELECT ON audit_auditentry TO audit_test_sealer;
    GRANT SELECT, INSERT ON audit_auditseal TO audit_test_sealer;
    GRANT SELECT, INSERT, DELETE ON audit_sealgap TO audit_test_sealer;
"""


@pytest.fixture(autouse=True)
def only_postgresql(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL only")


@contextmanager
def role(name: str, grants: str) -> Iterator[None]:
    """Within the test's transaction, which takes role and rights away with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {name}")
        cursor.execute(grants)
        cursor.execute(f"SET LOCAL ROLE {name}")
        yield
        cursor.execute("RESET ROLE")


def refused(sql: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), writing():
        run(sql)


def test_the_site_writes_entries_and_nothing_else(tmp_path: Path) -> None:
    make_entries(2)
    seal(tmp_path / "heads")
    with role("audit_test_site", SITE):
        make_entry()
        assert audit_health().unsealed == 1
        refused("UPDATE audit_auditentry SET purpose = 'x'")
        refused("DELETE FROM audit_auditentry")
        refused("ALTER TABLE audit_auditentry DISABLE TRIGGER ALL")
        refused("INSERT INTO audit_auditseal (number, entry_id, link) VALUES (9, 9, 'x')")
        refused("DELETE FROM audit_sealgap")


def test_the_sealer_seals_and_nothing_else(tmp_path: Path) -> None:
    for pk in (3, 9, 5):
        make_entry(pk=pk)
        with role("audit_test_sealer", SEALER):
            seal(tmp_path / "heads")
    with role("audit_test_sealer", SEALER):
        assert kinds(tmp_path / "heads") == []
        refused("INSERT INTO audit_auditentry (id, kind) VALUES (9, 'x')")
        refused("UPDATE audit_auditseal SET link = 'x'")
        refused("DELETE FROM audit_auditseal")
        refused("TRUNCATE audit_auditseal")
    assert unsealed.gaps_are_true()


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_waits_for_the_first_and_finds_what_it_left(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = make_entries(3)
    close = unsealed.close
    reached, go_on = threading.Event(), threading.Event()
    done: list[sealing.Sealed] = []

    def close_slowly(sealed: list[unsealed.Waiting]) -> None:
        close(sealed)
        reached.set()
        assert go_on.wait(30)

    def second() -> None:
        try:
            done.append(seal_next())
        finally:
            connection.close()

    def first() -> None:
        monkeypatch.setattr(unsealed, "close", close_slowly)
        second()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert reached.wait(30)
    monkeypatch.setattr(unsealed, "close", close)
    threads[1].start()
    _wait_for_somebody_waiting()
    later = make_entry().pk  # which writers don't wait for
    go_on.set()
    for thread in threads:
        thread.join(30)
    assert sorted(one.seals for one in done) == [1, 3]
    assert list(AuditSeal.objects.order_by("number").values_list("entry_id", flat=True)) == [*ids, later]


def _wait_for_somebody_waiting() -> None:
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    pytest.fail("Nobody waits for the lock.")
