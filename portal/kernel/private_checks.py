"""`manage.py check --database default` fails where private values can't be opened with the present keys."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.models import Model

from portal.kernel import crypto
from portal.kernel.private_fields import PrivateTextField, private_fields

# So many of the oldest and so many of the newest rows are tried: `rotate_keys --dry-run` tries them all.
SAMPLE = 10


def check_private_values(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """One error for each private field of which a sample can't be opened. Nothing is told of the values."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        for model, field in private_fields():
            closed = [pk for pk, opens in _sample(alias, model, field) if not opens]
            if closed:
                errors.append(
                    Error(
                        f"{model._meta.label}.{field.name}\u00a0: des valeurs ne s’ouvrent pas avec "
                        f"FIELD_KEYS (ligne {closed[0]}).",
                        hint="Vérifiez FIELD_KEYS, puis «\u00a0manage.py rotate_keys --dry-run\u00a0».",
                        obj=alias,
                        id="kernel.E001",
                    )
                )
    return errors


def _sample(alias: str, model: type[Model], field: PrivateTextField) -> Iterator[tuple[Any, bool]]:
    if not _has_column(alias, model._meta.db_table, str(field.column)):
        return  # not migrated yet
    rows = model._base_manager.using(alias).filter(**{f"{field.name}__isnull": False})
    for order in ("pk", "-pk"):
        for pk, value in rows.order_by(order).values_list("pk", field.name)[:SAMPLE]:
            try:
                value.reveal()
            except crypto.Unreadable:
                yield pk, False
            else:
                yield pk, True


def _has_column(alias: str, table: str, column: str) -> bool:
    connection = connections[alias]
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        described = connection.introspection.get_table_description(cursor, table)
    return column in {each.name for each in described}
