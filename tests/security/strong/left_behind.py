"""Everything in which a number or a token could have been left: looked through after every attack."""

from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from tests.security.strong.doors import Scene, private_in


def left_behind(scene: Scene) -> dict[str, list[str]]:
    """What of the federation's answers lies in clear in tables, sessions, e-mails and the log, and where."""
    return {place: found for place, text in _places(scene) if (found := private_in(text, scene.provider))}


def _places(scene: Scene) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield table, str(cursor.fetchall())
    for session in Session.objects.order_by("pk"):
        yield "session", str(session.get_decoded())
    for message in mail.outbox:
        yield "e-mail", f"{message.subject} {message.body} {_alternatives(message)}"
    yield "log", scene.log.text
    for record in scene.log.records:
        yield f"log of {record.name}", f"{record.getMessage()} {record.args!r}"


def _alternatives(message: Any) -> str:
    return " ".join(str(content) for content, _ in getattr(message, "alternatives", []))
