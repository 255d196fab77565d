"""Nothing but a service writes the domain: every way that Django, a driver or a hand-written query offers."""

import threading
from collections.abc import Callable
from datetime import date

import psycopg.sql
import pytest
from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import connection, connections, models, transaction
from django.db.migrations.state import ProjectState

from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.models import Facility, Group, Listing, Organiser
from portal.kernel import service as guard
from portal.kernel.service import WriteOutsideService, service, writing

LISTING = "facilities_listing"


@pytest.fixture
def listing(db: None) -> Listing:
    with writing():
        organiser = Organiser.objects.create(name="Les Tilleuls", name_key="les tilleuls")
        facility = Facility.objects.create(
            organiser=organiser,
            kind=FacilityKind.CRECHE,
            sector=Sector.EARLY_CHILDHOOD,
            reference_number="M-1",
            street="Rue Haute",
            postcode="5000",
            locality="Namur",
            latitude=50.46,
            longitude=4.86,
            in_force_from=date(2026, 1, 1),
        )
        listing = Listing.objects.create(
            facility=facility,
            name="Les Tilleuls",
            name_key="les tilleuls",
            postcode="5000",
            locality="Namur",
            latitude=50.46,
            longitude=4.86,
        )
        Group.objects.create(listing=listing, from_months=0, to_months=18)
    return listing


def run(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def run_many(listing: Listing) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {LISTING} SET name = %s WHERE id = %s", [("x", listing.pk), ("y", 0)])


def save_raw(listing: Listing) -> None:
    listing.save_base(raw=True)


def deserialise(listing: Listing) -> None:
    for item in serializers.deserialize("json", serializers.serialize("json", [listing])):
        item.save()


def unsaved(listing: Listing) -> Group:
    return Group(listing=listing, from_months=1, to_months=2)


def cascade(listing: Listing) -> None:
    models.Model.delete(listing)


WAYS: dict[str, Callable[[Listing], object]] = {
    "save": lambda listing: listing.save(),
    "save(update_fields)": lambda listing: listing.save(update_fields=["name"]),
    "create": lambda listing: unsaved(listing).save(),
    "get_or_create": lambda listing: Organiser.objects.get_or_create(name="Nouveau"),
    "update_or_create": lambda listing: Organiser.objects.update_or_create(
        name="Les Tilleuls", defaults={"name_key": "x"}
    ),
    "delete": lambda listing: Group.objects.get().delete(),
    "cascade": cascade,
    "queryset.update": lambda listing: Listing.objects.update(name="x"),
    "queryset.delete": lambda listing: Group.objects.all().delete(),
    "_raw_delete": lambda listing: Group.objects.all()._raw_delete("default"),
    "bulk_create": lambda listing: Group.objects.bulk_create([unsaved(listing)]),
    "bulk_create, upsert": lambda listing: Organiser.objects.bulk_create(
        [Organiser(pk=listing.facility.organiser_id, name="x")],
        update_conflicts=True,
        update_fields=["name"],
        unique_fields=["id"],
    ),
    "bulk_update": lambda listing: Listing.objects.bulk_update([listing], ["name"]),
    "reverse relation": lambda listing: listing.groups.create(from_months=1, to_months=2),
    "reverse relation, clear": lambda listing: listing.groups.all().delete(),
    "save_base(raw)": save_raw,
    "deserialise, as loaddata does": deserialise,
    "cursor": lambda listing: run(f"UPDATE {LISTING} SET name = 'x'"),
    "cursor, lower case": lambda listing: run(f"delete from {LISTING}"),
    "cursor, upper-case name": lambda listing: run(f"DELETE FROM {LISTING.upper()}"),
    "executemany": run_many,
    "leading comment": lambda listing: run(f"/* tidy */ -- up\n UPDATE {LISTING} SET name = 'x'"),
    "comment between the words": lambda listing: run(f"DELETE/**/FROM/* a -- b */{LISTING}"),
    "common table expression": lambda listing: run(
        f"WITH old AS (SELECT id FROM {LISTING}) DELETE FROM {LISTING} WHERE id IN (SELECT id FROM old)"
    ),
    "other schema": lambda listing: run(f'UPDATE "main"."{LISTING}" SET name = %s', "x"),
    "flush": lambda listing: connection.ops.execute_sql_flush(sql_flush(no_style(), connection)),
}
ONLY_SQLITE: dict[str, Callable[[Listing], object]] = {
    "replace": lambda listing: run(
        "REPLACE INTO facilities_organiser (id, name, name_key) VALUES (1, '', '')"
    ),
    "insert or replace": lambda listing: run(
        "INSERT OR REPLACE INTO facilities_organiser (id, name, name_key) VALUES (1, '', '')"
    ),
    "update or ignore": lambda listing: run(f"UPDATE OR IGNORE {LISTING} SET name = 'x'"),
    "table named by a literal": lambda listing: run(f"DELETE FROM '{LISTING}'"),
    "brackets": lambda listing: run(f"DELETE FROM [{LISTING}]"),
}


def everything() -> list[list[object]]:
    return [
        list(model.objects.order_by("pk").values_list()) for model in (Organiser, Facility, Listing, Group)
    ]


@pytest.mark.parametrize("way", WAYS | ONLY_SQLITE)
def test_refused_before_it_is_sent(listing: Listing, way: str) -> None:
    if way in ONLY_SQLITE and connection.vendor != "sqlite":
        pytest.skip("SQL of SQLite only")
    before = everything()
    with pytest.raises(WriteOutsideService), transaction.atomic():
        (WAYS | ONLY_SQLITE)[way](listing)
    assert everything() == before


def test_the_transaction_stays_usable(listing: Listing) -> None:
    with pytest.raises(WriteOutsideService):
        run(f"DELETE FROM {LISTING}")
    assert Listing.objects.count() == 1


@pytest.mark.parametrize("side", ["forward", "reverse", "through"])
def test_both_sides_of_a_many_to_many_relation(db: None, monkeypatch: pytest.MonkeyPatch, side: str) -> None:
    """The domain has none yet: the user's groups stand for the first one to come."""
    from django.contrib.auth.models import Group as Role

    from portal.accounts.models import User

    user, role = User.objects.create(username="u"), Role.objects.create(name="r")
    through = User.groups.through
    monkeypatch.setattr(guard, "_guarded_tables", {through._meta.db_table})
    add = {
        "forward": lambda: user.groups.add(role),
        "reverse": lambda: role.user_set.set([user]),
        "through": lambda: through.objects.create(user_id=user.pk, group_id=role.pk),
    }[side]
    with pytest.raises(WriteOutsideService), transaction.atomic():
        add()
    with writing():
        add()
    with pytest.raises(WriteOutsideService), transaction.atomic():
        role.delete()


WRITTEN = [
    ('TRUNCATE "a", "facilities_listing"', True),
    ("TRUNCATE TABLE a, only facilities_listing CASCADE", True),
    ("EXPLAIN ANALYZE DELETE FROM facilities_listing", True),
    ("SELECT 1; DELETE FROM facilities_listing", True),
    ("DO $$ BEGIN UPDATE facilities_listing SET name = ''; END $$", True),
    ("COPY facilities_listing FROM STDIN", True),
    ("MERGE INTO ONLY facilities_listing USING x ON true", True),
    ("DELETE FROM ONLY facilities_listing", True),
    ("INSERT INTO public.facilities_listing DEFAULT VALUES", True),
    ("SELECT E'it\\'s; '; DELETE FROM facilities_listing", True),
    ("SELECT 'it''s -- '; DELETE FROM facilities_listing", True),
    ("SELECT '/*'; DELETE FROM facilities_listing --*/", True),
    ("COPY facilities_listing TO STDOUT", False),
    ("COPY (SELECT 1 FROM facilities_listing) TO STDOUT", False),
    ("SELECT id FROM facilities_listing WHERE true FOR UPDATE OF facilities_listing;", False),
    ("WITH x AS (SELECT 1 FROM facilities_listing FOR UPDATE) SELECT * FROM x", False),
    ("INSERT INTO journal VALUES ('UPDATE facilities_listing SET name = 1')", False),
    ("INSERT INTO journal SELECT id FROM facilities_listing", False),
    ("UPDATE journal SET facilities_listing = 1 -- DELETE FROM facilities_listing", False),
    ("INSERT INTO journal VALUES (1) ON CONFLICT (id) DO UPDATE SET facilities_listing = 2", False),
    ("DELETE FROM facilities_listing_copy", False),
    ("DELETE FROM new__facilities_listing", False),
    ("EXPLAIN SELECT * FROM facilities_listing", False),
    ('SAVEPOINT "facilities_listing"', False),
]


@pytest.mark.parametrize(("sql", "refused"), WRITTEN, ids=[sql for sql, _ in WRITTEN])
def test_what_counts_as_writing(sql: str, refused: bool) -> None:
    sent = []
    try:
        guard._refuse_unguarded_writes(lambda *call: sent.append(call), sql, None, False, {})
    except WriteOutsideService:
        assert refused
    else:
        assert not refused
    assert bool(sent) is not refused


@pytest.mark.parametrize("compose", [str.encode, psycopg.sql.SQL])
def test_sql_that_is_not_text(compose: Callable[[str], object]) -> None:
    with pytest.raises(WriteOutsideService):
        guard._refuse_unguarded_writes(print, compose(f"DELETE FROM {LISTING}"), None, False, {})


def test_a_temporary_wrapper_does_not_take_the_guard_away(transactional_db: None) -> None:
    connection.close()
    with connection.execute_wrapper(lambda execute, *args: execute(*args)):
        Listing.objects.count()  # connects, inside
    with pytest.raises(WriteOutsideService):
        Listing.objects.update(name="x")


def test_another_thread_is_outside(transactional_db: None) -> None:
    caught: list[BaseException] = []

    def write() -> None:
        try:
            Listing.objects.update(name="x")
        except WriteOutsideService as error:
            caught.append(error)
        finally:
            connections.close_all()

    with writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert caught


def test_schema_changes_pass(transactional_db: None) -> None:
    """On SQLite the table is made again and copied; on PostgreSQL a default fills the column by UPDATE."""
    state = ProjectState.from_apps(apps)
    state.clear_delayed_apps_cache()
    model = state.apps.get_model("facilities", "Listing")
    nullable = model._meta.get_field("average_group_size")
    filled = models.PositiveSmallIntegerField(default=7)
    filled.set_attributes_from_name("average_group_size")
    filled.model = model
    with connection.schema_editor() as editor:
        editor.alter_field(model, nullable, filled)
    with connection.schema_editor() as editor:
        editor.alter_field(model, filled, nullable)
        editor.execute(f"UPDATE {LISTING} SET name = 'x' WHERE name IS NULL")
    with pytest.raises(WriteOutsideService):
        Listing.objects.update(name="x")


class TestService:
    def test_writes_in_one_transaction(self, listing: Listing) -> None:
        @service
        def rename(*, actor: str, name: str) -> None:
            Listing.objects.update(name=name)
            if not name:
                raise ValueError("a name is needed")

        rename(actor="test", name="Les Érables")
        with pytest.raises(ValueError, match="needed"):
            rename(actor="test", name="")
        assert Listing.objects.get().name == "Les Érables"

    def test_callbacks_on_commit_are_outside(self, transactional_db: None) -> None:
        allowed = []

        @service
        def inner(*, actor: str) -> None:
            transaction.on_commit(lambda: allowed.append(guard._writing.get()))

        @service
        def outer(*, actor: str) -> None:
            inner(actor=actor)
            allowed.append(guard._writing.get())

        outer(actor="test")
        assert allowed == [True, False]

    def test_the_door_closes_after_an_error(self, listing: Listing) -> None:
        @service
        def fail(*, actor: str) -> None:
            raise LookupError

        with pytest.raises(LookupError):
            fail(actor="test")
        with pytest.raises(WriteOutsideService):
            listing.save()

    def test_shape_is_checked_where_it_is_defined(self) -> None:
        with pytest.raises(TypeError, match="keyword-only"):

            @service
            def positional(actor: str) -> None: ...

        with pytest.raises(TypeError, match="actor"):

            @service
            def anonymous(*, name: str) -> None: ...

        with pytest.raises(TypeError, match="at once"):

            @service
            async def later(*, actor: str) -> None: ...
