"""Asking for an address as somebody, and seeing what was answered and what was written."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from portal.audit.models import AuditEntry
from portal.kernel.service import guarded_tables
from tests.strictness.pages import check_response

# Of the frame, not of the domain: a session that has ended is removed, one that goes on may be touched.
_FRAMES_OWN = {"django_session"}
_READS = (
    "SELECT",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "EXPLAIN",
    "PRAGMA",
    "WITH RECURSIVE",
)
_TABLE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


class Outcome(Enum):
    """What an answer means for whoever asked."""

    ALLOWED = "let in"
    LOG_IN = "sent to the log-in"
    STEP_UP = "sent to the strong log-in"
    TURNED_BACK = "sent to the first page of OFFICE.ONE"
    FORBIDDEN = "forbidden"
    MISSING = "not there"
    NO_METHOD = "no such method"
    BROKEN = "broken"


REFUSED = frozenset(
    {Outcome.LOG_IN, Outcome.STEP_UP, Outcome.TURNED_BACK, Outcome.FORBIDDEN, Outcome.MISSING}
)
# Also by a method that is not there.
LET_NOBODY_IN = REFUSED | {Outcome.NO_METHOD}


@dataclass(frozen=True)
class Answer:
    """What came back, and to which tables of the domain it wrote."""

    response: Any
    outcome: Outcome
    wrote: tuple[str, ...]

    @property
    def only_noted(self) -> bool:
        """Whether nothing was written but that somebody looked."""
        return all(table.startswith("audit_") for table in self.wrote)

    @property
    def text(self) -> str:
        """Body and headers: all that the visitor gets."""
        streams = self.response.streaming
        body = b"".join(self.response.streaming_content) if streams else self.response.content
        return body.decode(errors="replace") + str(self.response.headers)


class Visitor:
    """One browser for everybody: it takes the cookies of whoever asks. What a request does is undone."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=False)
        self._read: set[tuple[str, int]] = set()

    def ask(
        self,
        cookies: SimpleCookie,
        method: str,
        address: str,
        data: Any = None,
        *,
        key: str = "",
        undo: bool = True,
        **more: Any,
    ) -> Answer:
        """The answer to one request. `key`: each kind of page is read as `StrictClient` reads it, once."""
        self._client.cookies = SimpleCookie({name: morsel.value for name, morsel in cookies.items()})
        with transaction.atomic(), written() as statements:
            response = getattr(self._client, method)(address, data, **more)
            if response.streaming:
                # Read to its end, as browsers do: what is sent piece by piece is closed then.
                response.streaming_content = [b"".join(response.streaming_content)]
            transaction.set_rollback(undo)
        seen = (key or address, response.status_code)
        if seen not in self._read:
            self._read.add(seen)
            check_response(address, response)
        return Answer(response, outcome_of(address, response), tuple(statements))


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables that are written meanwhile, sessions apart, in their order."""
    tables: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if not text.startswith(_READS):
            found = _TABLE.match(text)
            table = found[1] if found else text
            if table not in _FRAMES_OWN:
                tables.append(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def outcome_of(address: str, response: Any) -> Outcome:
    """What this answer means."""
    status = response.status_code
    if status >= 500:
        return Outcome.BROKEN
    if status in (301, 302):
        return _led_to(address, urlsplit(response["Location"]))
    if status == 403:
        # A form that came too late is answered by the page of the log-in.
        return Outcome.LOG_IN if b'name="username"' in response.content else Outcome.FORBIDDEN
    return {404: Outcome.MISSING, 405: Outcome.NO_METHOD}.get(status, Outcome.ALLOWED)


def _led_to(address: str, target: Any) -> Outcome:
    assert not target.netloc, f"{address} leads away: {target}"
    if target.path in ("/connexion/", "/office/login/") and "next=" in target.query:
        return Outcome.LOG_IN
    if target.path == "/connexion/renforcer/":
        return Outcome.STEP_UP
    if target.path == "/office/" and address.startswith("/office/"):
        return Outcome.TURNED_BACK
    return Outcome.ALLOWED


def digest() -> dict[str, Any]:
    """All rows of guarded tables, the history among them, and of people: to see that nothing has changed."""
    rows, people = {}, get_user_model()._meta.db_table
    assert AuditEntry._meta.db_table in guarded_tables()
    with connection.cursor() as cursor:
        for table in sorted({people} | guarded_tables()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows
