"""gunicorn's own lines: what was asked without its query, nobody's address, in the form of all the rest."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config

from config.gunicorn_logs import Logger

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/lieu/é\n/93051822361/".encode().decode("latin-1"),
    "RAW_URI": "/?q=canari",
    "QUERY_STRING": "q=canari",
    "HTTP_REFERER": "https://my.one.be/?q=canari",
    "REMOTE_ADDR": "203.0.113.7",
    "SERVER_PROTOCOL": "HTTP/1.1",
}
PRIVATE = ("canari", "203.0.113.7", "93051822361")


@pytest.fixture(params=["plain", "json"])
def logger(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Logger]:
    monkeypatch.setenv("LOG_FORMAT", request.param)
    cfg = Config()
    cfg.set("accesslog", "-")
    yield Logger(cfg)
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers.clear()


@pytest.fixture
def written(logger: Logger) -> io.StringIO:
    """What it writes, instead of where it would."""
    text = io.StringIO()
    for name in ("gunicorn.error", "gunicorn.access"):
        for handler in logging.getLogger(name).handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(text)
    return text


def test_an_access_line(logger: Logger, written: io.StringIO) -> None:
    response = SimpleNamespace(status="200 OK", sent=51_234, headers=[])
    logger.access(response, None, ENVIRON, timedelta(milliseconds=12.34))
    line = written.getvalue().rstrip("\n")
    assert len(line.splitlines()) == 1
    for private in PRIVATE:
        assert private not in line
    if line.startswith("{"):
        told = json.loads(line)
        assert told["message"] == "GET /lieu/é\\n/(…)/ 200 51234 12.3ms"
        assert told["http"] == {
            "method": "GET", "path": "/lieu/é\\n/(…)/", "status": 200, "bytes": 51_234, "ms": 12.3,
        }  # fmt: skip
    else:
        assert line.endswith(" INFO gunicorn.access GET /lieu/é\\n/(…)/ 200 51234 12.3ms")


def test_switched_off_it_writes_nothing(logger: Logger, written: io.StringIO) -> None:
    logger.cfg.set("accesslog", None)
    logger.setup(logger.cfg)
    logger.access(SimpleNamespace(status="200 OK", sent=1), None, ENVIRON, timedelta())
    assert written.getvalue() == ""


def fail(logger: Logger) -> None:
    try:
        raise ValueError("'canari'")
    except ValueError:
        logger.exception("Error handling request %s %s", "GET", "/?q=canari")


@pytest.mark.parametrize(
    "write",
    [
        lambda logger: logger.warning("Invalid request from ip=203.0.113.7: Invalid Line 'canari'"),
        fail,
        lambda logger: logger.error("forgé\n%s", "2026-11-26 INFO"),
    ],
)
def test_errors(logger: Logger, written: io.StringIO, write: Any) -> None:
    write(logger)
    text = written.getvalue()
    assert text
    for private in PRIVATE:
        assert private not in text
    first, *others = text.splitlines()
    assert all(line.startswith("    ") for line in others)
    if first.startswith("{"):
        assert json.loads(first)["logger"] == "gunicorn.error"
