"""What is written down: for machines too, on lines that nobody can forge, without private data."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import IntegrityError, transaction

from config import logs, references
from config.logs import Json, Plain
from config.redaction import shown
from portal.facilities.models import Facility
from portal.kernel.service import writing
from tests.architecture.test_settings import PRODUCTION, manage
from tests.architecture.tree import ROOT
from tests.facilities.making import make_listing

CANARY = "M-CANARI"
NISS, IBAN = "93.05.18-223.61", "BE68 5390 0754 7034"
FORMATTERS: list[Callable[[], logging.Formatter]] = [Plain, Json]


def record(message: Any, *args: Any, error: BaseException | None = None, **extra: Any) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("portal.essai", logging.ERROR, __file__, 1, message, args, told)
    made.__dict__.update(extra)
    return made


def raised(function: Callable[[], Any]) -> BaseException:
    try:
        function()
    except Exception as error:  # noqa: BLE001 -- whatever it is
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.databases
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_refused_row_is_not_written_down(db: None, formatter: Callable[[], logging.Formatter]) -> None:
    facility = make_listing(reference_number=CANARY).facility
    facility.pk = None
    with pytest.raises(IntegrityError) as refused, transaction.atomic(), writing():
        facility.save(force_insert=True)
    told = formatter().format(record("Internal Server Error", error=refused.value))
    assert "IntegrityError" in told
    # PostgreSQL tells the key in its detail; SQLite tells none.
    assert CANARY not in told
    assert Facility.objects.count() == 1


@pytest.mark.databases
@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_value_that_the_database_refuses_is_not_written_down(
    db: None, formatter: Callable[[], logging.Formatter]
) -> None:
    """PostgreSQL quotes it in the message itself, and the statement below."""
    error = raised(lambda: Facility.objects.extra(where=[f"id = CAST('{CANARY}' AS date) OR canari"]).count())
    for message in (record("%s", error, error=error), record(error), record(f"{error}")):
        assert CANARY not in formatter().format(message)


@pytest.mark.parametrize("formatter", FORMATTERS)
@pytest.mark.parametrize(
    "error",
    [
        IntegrityError(f"duplicate key\nDETAIL:  Key (reference_number)=({CANARY}) already exists."),
        IntegrityError(f'invalid input syntax for type integer: "{CANARY}"'),
        IntegrityError(f"syntaxe en entrée invalide pour le type integer : « {CANARY}"),
        ValueError(f"invalid literal for int() with base 10: '{CANARY}'"),
        ValidationError({"niss": [f"« {CANARY} » n’est pas valide."]}),
        KeyError(CANARY),
        RuntimeError(f'not "{CANARY}" and not “{CANARY}”'),
        ValueError(NISS),
        TypeError(f"got {NISS} and {IBAN}"),
        UnicodeEncodeError("ascii", f"{CANARY}é", 8, 9, "ordinal not in range"),
    ],
)
def test_an_exception_tells_no_value(error: Exception, formatter: Callable[[], logging.Formatter]) -> None:
    def chain() -> None:
        secret = CANARY  # noqa: F841 -- a local variable, which no stack may show
        try:
            raise error
        except Exception as first:
            raise RuntimeError("second") from first

    told = formatter().format(record("Échec", error=raised(chain)))
    for private in (CANARY, "223.61", "7034"):
        assert private not in told
    assert type(error).__name__ in told
    assert "RuntimeError" in told
    assert "test_logs.py:" in told
    assert "chain" in told


def test_what_names_the_code_is_told() -> None:
    assert "has no attribute 'missing'" in Plain().format(record("x", error=raised(lambda: None.missing)))  # type: ignore[attr-defined]
    error = ImproperlyConfigured("Set the 'BASE_URL' variable")
    assert "'BASE_URL'" in Plain().format(record("x", error=error))
    error = IntegrityError('duplicate key value violates unique constraint "facility_reference"\nDETAIL: x')
    assert '"facility_reference"' in Plain().format(record("x", error=error))


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_messages_go_through_the_net(formatter: Callable[[], logging.Formatter]) -> None:
    told = formatter().format(record("Dossier %s, compte %s, /recherche/?q=%s", NISS, IBAN, CANARY))
    for private in ("223.61", "7034", CANARY):
        assert private not in told


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_nothing_else_of_a_record_is_written(formatter: Callable[[], logging.Formatter], rf: Any) -> None:
    """Django hangs the request on its records, with all that a parent typed."""
    request = rf.get("/recherche/", {"q": CANARY}, headers={"Referer": f"https://x.be/{CANARY}"})
    told = formatter().format(record("Not Found: %s", "/x/", request=request, status_code=404, secret=CANARY))
    assert CANARY not in told


@pytest.mark.parametrize("formatter", FORMATTERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_no_line_can_be_forged(formatter: Callable[[], logging.Formatter], end: str) -> None:
    forged = f"x{end}2026-11-26 10:00:00,000 INFO django.request Tout va bien\x1b[2J"
    error = raised(lambda: (_ for _ in ()).throw(RuntimeError(forged)))
    told = formatter().format(record("%s", forged, error=error))
    first, *others = told.splitlines()
    assert all(line.startswith("    ") for line in others)
    assert "\x1b" not in told
    if formatter is Json:
        assert not others
        assert json.loads(first)["level"] == "ERROR"


def test_a_line_for_machines() -> None:
    references.begin_request("abcd-efgh-2345")
    try:
        line = Json().format(record("Été à %s", "Liège", error=raised(lambda: 1 / 0)))
    finally:
        references.end_request()
    assert line.isascii()
    told = json.loads(line)
    assert list(told) == ["time", "level", "logger", "message", "request_id", "exception"]
    moment = datetime.fromisoformat(told["time"])
    assert moment.tzinfo == UTC
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "portal.essai", "Été à Liège")
    assert told["request_id"] == "abcd-efgh-2345"
    assert told["exception"]["type"] == "ZeroDivisionError"
    assert told["exception"]["text"] == "division by zero"
    assert told["exception"]["stack"][-1].startswith("tests/security/test_logs.py:")


def test_causes_are_told_and_end() -> None:
    def endless() -> None:
        endless()

    told = json.loads(Json().format(record("x", error=raised(endless))))
    assert told["exception"]["type"] == "RecursionError"
    assert len(told["exception"]["stack"]) <= logs.MOST_FRAMES

    first, second = ValueError("first"), ValueError("second")
    first.__cause__, second.__cause__ = second, first
    told = json.loads(Json().format(record("x", error=first)))["exception"]
    assert (told["text"], told["after"]["text"], "after" in told["after"]) == ("first", "second", False)


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_faulty_log_line_tells_its_pattern_only(
    formatter: Callable[[], logging.Formatter], capsys: pytest.CaptureFixture[str]
) -> None:
    told = formatter().format(record("%d lieux", CANARY))
    assert "%d lieux (…)" in (json.loads(told)["message"] if formatter is Json else told)
    assert CANARY not in told + capsys.readouterr().err


@pytest.mark.parametrize(
    ("module", "asked", "format_"),
    [
        ("config.settings.production", "", "json"),
        ("config.settings.production", "plain", "plain"),
        ("config.settings.demo", "", "plain"),
        ("config.settings.dev", "json", "json"),
    ],
)
def test_which_form(monkeypatch: pytest.MonkeyPatch, module: str, asked: str, format_: str) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", module)
    monkeypatch.setenv("LOG_FORMAT", asked)
    assert logs.log_format() == format_
    assert type(logs.formatter()) is (Json if format_ == "json" else Plain)
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(ValueError, match="LOG_FORMAT is plain or json"):
        logs.log_format()


@pytest.mark.parametrize(
    "path",
    [
        "/invitation/{}/",
        "/confirmer/{}/",
        "/mot-de-passe/nouveau/MQ/{}/",
        "/pro/utilisateur/adresse/{}/",
        "/connexion/cles/{}/",
        "http://x.example/invitation/{}",
    ],
)
def test_the_secrets_of_links_are_left_out(path: str) -> None:
    secret = "c0ffee-Secret_1-and-more"
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "Not Found: %s", (path.format(secret),), None
    )
    told = Plain().format(record)
    assert secret not in told
    assert "(…)" in told


def test_other_addresses_are_told_whole() -> None:
    addresses = (
        "GET /pro/acces/7/invitation/3/retirer/ and POST /pro/milieux/7/confirmer/ and /pro/utilisateur/ "
        "and /lieu/7-lieu/"
    )
    assert shown(addresses) == addresses


def test_it_is_what_writes_the_logs() -> None:
    for handler in settings.LOGGING["handlers"].values():
        assert settings.LOGGING["formatters"][handler["formatter"]]["()"] in (
            "config.logs.Plain",
            "config.logs.Json",
        )
    # Django's own handlers print what they like, and mail requests to ADMINS.
    assert logging.getLogger("django").handlers == []


COMMAND = """
import logging, threading, warnings
logging.getLogger("essai").info("avant")
warnings.warn("à refaire")
thread = threading.Thread(target=lambda: int("M-CANARI")); thread.start(); thread.join()
raise ValueError("'M-CANARI' 93051822361")
"""


def test_a_command_in_production_logs_all_of_it_for_machines() -> None:
    """Also what nobody caught, in a thread or at the end: Python would print it with its values."""
    done = manage("shell", "--verbosity", "0", "--no-imports", "--command", COMMAND, **PRODUCTION)
    assert done.returncode == 1
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["logger"] for line in told] == ["essai", "py.warnings", "config.uncaught", "config.uncaught"]
    assert {line["run_id"] for line in told} == {told[0]["run_id"]}
    assert references._SAFE.fullmatch(told[0]["run_id"])
    assert [line["exception"]["type"] for line in told[2:]] == ["ValueError", "ValueError"]
    assert CANARY not in done.stderr
    assert "93051822361" not in done.stderr


def test_the_log_needs_no_django() -> None:
    """gunicorn writes with it before there is one."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, config.gunicorn_logs; print('django' in sys.modules)"],
        cwd=ROOT / "site", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def test_threads_write_whole_lines(tmp_path: Any) -> None:
    handler = logging.FileHandler(tmp_path / "log")
    handler.setFormatter(Json())
    threads = [
        threading.Thread(target=lambda: [handler.handle(record("x\n" * 500)) for _ in range(20)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handler.close()
    assert len([json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]) == 80
