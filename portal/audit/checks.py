"""`manage.py check --database default` fails where the history could be rewritten."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from portal.audit import triggers


def check_triggers(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """One error for each database that lacks a trigger on a table of the history that it has.

    A database without these tables is not migrated yet: nothing to protect.
    """
    errors: list[CheckMessage] = []
    for alias in databases or ():
        lost = triggers.missing(connections[alias])
        if lost:
            errors.append(
                Error(
                    f"L’historique n’est plus protégé\u00a0: il manque {', '.join(sorted(lost))}.",
                    hint="Exécutez «\u00a0manage.py migrate\u00a0», qui recrée les déclencheurs.",
                    obj=alias,
                    id="audit.E001",
                )
            )
    return errors
