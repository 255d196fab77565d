"""How a log line is written: one record a line, for people (`plain`) or for machines (`json`).

Neither form tells private values: messages go through `config.redaction`, and of an exception the type, what
it says of the code, and where it came from are told, not the values that it quotes. The fields are a closed
list: whatever else a record carries (Django hangs the whole request on it) stays out.

Knows no Django, since gunicorn writes with it before there is one.
"""

import json
import logging
import logging.config
import os
import re
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from config import references
from config.redaction import CUT, shown

FORMATS = ("plain", "json")
PRODUCTION = "config.settings.production"
# Of a chain of exceptions, and of the stack of one: the rest of an endless recursion tells nothing more.
MOST_CAUSES = 5
MOST_FRAMES = 40
LONGEST_TEXT = 1_000

_ROOTS = (
    f"{Path(__file__).resolve().parents[2]}{os.sep}",
    f"{Path(logging.__file__).resolve().parents[1]}{os.sep}",
)
_INSTALLED = re.compile(r"^.*[/\\]site-packages[/\\]")
# What these quote are names in our code, not what somebody typed.
_OF_THE_CODE = {
    "AppRegistryNotReady", "AttributeError", "FieldDoesNotExist", "FieldError", "ImportError",
    "ImproperlyConfigured", "NameError", "TemplateDoesNotExist", "TemplateSyntaxError", "TypeError",
    "WriteOutsideService",
}  # fmt: skip
_OF_DATABASES = ("django.db", "psycopg", "sqlite3")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|«[^»]*»|“[^”]*”")
# invalid input syntax for type integer: "…", closed or not. Names of constraints have no colon before them.
_QUOTED_BY_DATABASE = re.compile(r"(:\s*)[\"'«].*")


def log_format() -> str:
    """`LOG_FORMAT`: `json` in production unless it says otherwise, else `plain`."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", PRODUCTION)
    chosen = os.environ.get("LOG_FORMAT") or ("json" if module == PRODUCTION else "plain")
    if chosen not in FORMATS:
        raise ValueError(f"LOG_FORMAT is {' or '.join(FORMATS)}.")
    return chosen


def formatter() -> logging.Formatter:
    """The one that `LOG_FORMAT` asks for."""
    return Json() if log_format() == "json" else Plain()


def configure(config: dict[str, Any]) -> None:
    """Django's `LOGGING_CONFIG`: the settings' loggers; for machines, also what Python itself would print."""
    logging.config.dictConfig(config)
    if log_format() == "json":
        logging.captureWarnings(True)
        sys.excepthook = _log_the_end
        threading.excepthook = _log_the_end_of_a_thread


class Plain(logging.Formatter):
    """`2026-11-26 10:17:33,123 ERROR django.request [k3qh-7wzd-m2xa] …`; what follows is indented.

    A line that begins with a moment is a record: no text inside one can begin such a line.
    """

    def format(self, record: logging.LogRecord) -> str:
        reference = references.of_request() or references.of_run()
        parts = [self.formatTime(record), record.levelname, record.name]
        parts += [f"[{reference}]"] if reference else []
        lines = [" ".join([*parts, message_of(record)])]
        told = exception_of(record)
        while told:
            lines += [f"    {frame}" for frame in told["stack"]]
            lines.append(f"    {told['type']}: {told['text']}")
            told = told.get("after")
            lines += ["    after:"] if told else []
        return "\n".join(lines)


class Json(logging.Formatter):
    """One JSON object a line, in ASCII: see docs/operations.md for its fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if reference := references.of_request():
            line["request_id"] = reference
        elif reference := references.of_run():
            line["run_id"] = reference
        if http := getattr(record, "http", None):
            line["http"] = http
        if told := exception_of(record):
            line["exception"] = told
        return json.dumps(line)


class NoRefusals(logging.Filter):
    """Leaves out Django's line for each 429: a flood would fill the log. `/metrics` counts them."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 429


def message_of(record: logging.LogRecord) -> str:
    """The message on one line, redacted; an exception in it says what `text_of` lets it say.

    One that can't be put together shows its pattern, not the values, which Python would print.
    """
    try:
        message, args = _told(record.msg), record.args
        if isinstance(args, tuple):
            args = tuple(_told(arg) for arg in args)
        return shown(str(message) % args if args else str(message))
    except Exception:  # noqa: BLE001 -- a faulty log line must neither fail nor tell
        return shown(f"{record.msg} {CUT}")


def _told(value: Any) -> Any:
    return text_of(value) if isinstance(value, BaseException) else value


def exception_of(record: logging.LogRecord) -> dict[str, Any] | None:
    """Type, text and stack (innermost call last) of the exception; `after`: the one that it followed."""
    error = record.exc_info[1] if record.exc_info else None
    first: dict[str, Any] = {}
    last = first
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < MOST_CAUSES:
        seen.add(id(error))
        last["after"] = {
            "type": _name_of(type(error)),
            "text": text_of(error),
            "stack": _stack_of(error.__traceback__),
        }
        last = last["after"]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return first.get("after")


def text_of(error: BaseException) -> str:
    """What an exception says, without the values that it quotes; of a database's, the first line only.

    A long text is left out: it holds somebody's data, and a quotation in it might not end.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 -- as above
        return CUT
    if len(text) > LONGEST_TEXT:
        return CUT
    if any(kind.__module__.startswith(_OF_DATABASES) for kind in type(error).__mro__):
        text = _QUOTED_BY_DATABASE.sub(rf"\1{CUT}", text.partition("\n")[0])
    elif not names & _OF_THE_CODE:
        text = _QUOTED.sub(CUT, text)
    return shown(text)


def _name_of(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _stack_of(traceback: TracebackType | None) -> list[str]:
    """`portal/my/views/search.py:57 search`: places in the code, no values and no source."""
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(shown(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_qualname}"))
        traceback = traceback.tb_next
    return frames[-MOST_FRAMES:]


def _short(path: str) -> str:
    path = _INSTALLED.sub("", path)
    for root in _ROOTS:
        path = path.removeprefix(root)
    return path


def _log_the_end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """What nobody caught, in the form of the log: Python would print it with its values."""
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("config.uncaught").critical(
        "Erreur imprévue\u00a0: le processus s’arrête.", exc_info=(kind, error, traceback)
    )


def _log_the_end_of_a_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and issubclass(ended.exc_type, Exception):
        logging.getLogger("config.uncaught").error(
            "Erreur imprévue\u00a0: un fil s’arrête.",
            exc_info=(ended.exc_type, ended.exc_value, ended.exc_traceback),
        )
