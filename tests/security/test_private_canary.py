"""A NISS that went through the service, looked for in clear wherever it could lie."""

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.log import AdminEmailHandler
from django.views.debug import get_exception_reporter_class

from config.env import database
from portal.accounts import identification
from portal.accounts.identification import state_niss, user_of_niss
from portal.accounts.models import User
from portal.audit.models import AuditEntry
from portal.kernel.service import writing
from tests.facilities.making import ACTOR

NISS, TYPED = "85073003328", "85.07.30-033.28"
SHAPES = (NISS, TYPED, "850730-033-28", "85 07 30 033 28")


def found_in(text: str | bytes) -> list[str]:
    """The shapes of the canary that are in there, as text in whatever encoding, or in hex."""
    haystack = text.encode() if isinstance(text, str) else text
    return [
        shape
        for shape in SHAPES
        for needle in (shape.encode(), shape.encode("utf-16-le"), shape.encode().hex().encode())
        if needle in haystack
    ]


@pytest.fixture
def person(db: None, caplog: pytest.LogCaptureFixture) -> User:
    caplog.set_level(logging.DEBUG)
    user = User.objects.create_user("aline", password="x")
    state_niss(actor=ACTOR, user=user, text=TYPED)
    return User.objects.get()


def test_the_canary_is_found_where_it_is() -> None:
    assert found_in(f"…{NISS}…") == [NISS]
    assert found_in(TYPED.encode("utf-16-le")) == [TYPED]
    assert found_in("nothing") == []


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """The tests' database as a file with its write-ahead log, under the real settings; Django works there."""
    if connection.vendor != "sqlite":
        pytest.skip("the files of SQLite")
    connection.ensure_connection()
    usual, moved = connections["default"], connection.copy()
    moved.settings_dict |= {"NAME": str(tmp_path / "one.sqlite3"), "OPTIONS": database()["OPTIONS"]}
    connections["default"] = moved
    try:
        moved.ensure_connection()
        usual.connection.backup(moved.connection)
        yield tmp_path
    finally:
        moved.close()
        connections["default"] = usual


def test_the_files_of_the_database_hold_none(on_disk: Path) -> None:
    user = User.objects.create_user("canari-lisible", password="x")
    state_niss(actor=ACTOR, user=user, text=TYPED)
    client = Client()
    typed = {"username": "canari-lisible", "password": "x"}
    assert client.post("/connexion/", typed).status_code == 302
    # What is deleted stays in free pages, too.
    with writing():
        user.notifications.all().delete()
    user.delete()
    files = {path.name: path.read_bytes() for path in on_disk.iterdir()}
    assert {"one.sqlite3", "one.sqlite3-wal"} <= files.keys()
    assert any(b"canari-lisible" in content for content in files.values())
    assert {name: found for name, content in files.items() if (found := found_in(content))} == {}


def test_no_table_holds_one(person: User, client: Client) -> None:
    client.force_login(person)
    assert user_of_niss(NISS) == person
    assert Session.objects.exists()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert found_in(str(cursor.fetchall())) == [], table
    assert [found_in(str(session.get_decoded())) for session in Session.objects.all()] == [[]]
    assert AuditEntry.objects.exists()


def test_dumps_and_what_is_shown_of_rows_hold_none(person: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("dumpdata", verbosity=0)
    dumped = capsys.readouterr().out
    assert "aline" in dumped
    for text in (dumped, repr(User.objects.all()), repr(list(User.objects.values())), repr(vars(person))):
        assert found_in(text) == []


def test_logs_hold_none_even_of_every_query(person: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "django.db.backends")
    other = User.objects.create_user("bea")
    with CaptureQueriesContext(connection):
        for user, text in ((other, TYPED), (other, TYPED + "9"), (person, TYPED)):
            try:
                state_niss(actor=ACTOR, user=user, text=text)
            except ValidationError:
                logging.getLogger("tests").exception("refused")
        user_of_niss(TYPED)
    logging.getLogger("tests").info("%s %r %s", person, person.niss, vars(person))
    assert "accounts_user" in caplog.text
    assert caplog.text.count("refused") >= 2
    assert found_in(caplog.text) == []


def _break_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**arguments: Any) -> None:
        raise RuntimeError("the history is full")

    monkeypatch.setattr(identification, "record_modification", broken)


def _break_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(number: str) -> None:
        raise RuntimeError(f"cannot check {len(number)} digits")

    monkeypatch.setattr("stdnum.be.nn.validate", broken)


def _break_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.kernel.crypto.settings.DIGEST_KEYS", "none")


def _break_the_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: Any) -> None:
        raise RuntimeError("no randomness")

    monkeypatch.setattr("portal.kernel.crypto.AESGCM", broken)


FAULTS = {
    "history": _break_the_history,
    "check": _break_the_check,
    "keys": _break_the_keys,
    "seal": _break_the_seal,
}


def state_again(request: HttpRequest, user: User) -> None:
    """Stands for a view: the only variables here are those of Django's."""
    state_niss(actor=ACTOR, user=user, text=TYPED)


@pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_report_of_an_error_holds_one(
    db: None, monkeypatch: pytest.MonkeyPatch, fault: str, debug: bool
) -> None:
    user = User.objects.create_user("bea")
    # Not by the fixture `settings`: a changed DEBUG makes template engines anew, without our strictness.
    monkeypatch.setattr("django.conf.settings.DEBUG", debug)
    FAULTS[fault](monkeypatch)
    # On a developer's own page, what he has just typed is shown.
    posted = {} if debug else {"niss": TYPED}
    request = RequestFactory().post("/", posted)
    try:
        state_again(request, user)
    except Exception:  # noqa: BLE001 -- whatever it is, its report is looked at
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    for report in (reporter.get_traceback_html(), reporter.get_traceback_text()):
        # The lines of the code that is shown are no values.
        assert "state_niss" in report
        assert found_in(report) == []


def test_no_mail_to_administrators_holds_one(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADMINS = [("x", "x@example.org")]
    _break_the_history(monkeypatch)
    user = User.objects.create_user("bea")
    request = RequestFactory().post("/", {"niss": TYPED})
    for include_html in (False, True):
        try:
            state_again(request, user)
        except RuntimeError:
            record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Broken", (), sys.exc_info())
        record.request = request
        AdminEmailHandler(include_html=include_html).emit(record)
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        alternatives = [str(content) for content, _ in getattr(message, "alternatives", [])]
        assert "the history is full" in message.body
        assert [found_in(text) for text in (message.subject, message.body, *alternatives)] == [[]] * (
            2 + len(alternatives)
        )


def test_the_report_covers_what_a_caller_holds_in_production() -> None:
    """A view may hold a revealed text in a variable of its own."""

    def view(reveal: Callable[[], str]) -> None:
        text = reveal()
        raise RuntimeError(len(text))

    try:
        view(NISS.strip)
    except RuntimeError:
        reporter = get_exception_reporter_class(None)(None, *sys.exc_info())
    assert "reveal" in reporter.get_traceback_html()
    assert found_in(reporter.get_traceback_html()) == []
