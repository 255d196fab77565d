"""Canaries in every private field, looked for on disk and in every table beside the private ones."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import Model

from portal.facilities.models import Listing
from search import geo, registry
from search.engines import engine
from tests.security.canaries import CANARIES, DECLARED, HOME, IN_HISTORY, PRIVATE_TABLES, found_in


@pytest.mark.parametrize("model", DECLARED, ids=lambda model: model.__name__)
def test_every_field_of_a_private_model_is_declared(model: type[Model]) -> None:
    fields = {field.name for field in model._meta.get_fields()}
    assert fields == DECLARED[model].keys()
    private = {name for name, is_for in DECLARED[model].items() if is_for == "private"}
    assert private <= CANARIES.keys()


def test_saved_arrays_hold_no_canary(planted: list[Listing], settings: LazySettings) -> None:
    engine().rebuild(registry.source())
    shown = geo.encode(planted[0].latitude, planted[0].longitude)
    exact = geo.encode(HOME.latitude, HOME.longitude)
    saved = [path for path in Path(settings.SEARCH_ROOT).rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in saved)
    assert shown.lat.to_bytes(4, "little", signed=True) in everything
    assert exact.lat.to_bytes(4, "little", signed=True) not in everything
    assert exact.lon.to_bytes(4, "little", signed=True) not in everything
    # Documents hold the days on which they are public: the index keeps one that has ended, and answers no
    # question with it.
    kept = {"ended listing"}
    lower = everything.lower()
    found = {
        name
        for name, shapes in CANARIES.items()
        for shape in shapes
        for encoding in ("utf-8", "utf-16-le", "utf-32-le")
        if shape.encode(encoding) in lower
    }
    assert found <= kept


def test_tables_beside_the_private_ones_hold_no_canary(planted: list[Listing]) -> None:
    """Revisions, previews, Wagtail's logs and search index, the change log, the history: all of them."""
    seen = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            seen[table] = str(cursor.fetchall())
    assert any("canari-mat-7731" in seen[table].lower() for table in PRIVATE_TABLES)
    public = {table: found_in(rows) for table, rows in seen.items() if table not in PRIVATE_TABLES}
    # A listing that is not public is in its own table, the agents' search and the history: for agents.
    for_agents = {"facilities_listing", "audit_auditentry"} | {
        table for table in public if table.startswith("wagtailsearch_")
    }
    leaks = {
        table: found
        for table, names in public.items()
        if (
            found := [
                name
                for name in names
                if not (name.endswith("listing") and table in for_agents)
                and not (name in IN_HISTORY and table == "audit_auditentry")
            ]
        )
    }
    assert leaks == {}
