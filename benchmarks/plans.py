"""What the database does for the portal's questions: `python -m benchmarks.plans [--postgresql] [--plans]`.

On SQLite, or on PostgreSQL, in a scratch database with the portal's migrations: `--size` facilities,
four entries of the change log and of the history for each. Every question is asked the way the portal asks
it, by its own code; what is timed is the statements that this sends, best of three. `--plans` prints the plan
of each statement too. Indexes are chosen by what this prints (docs/decisions/0062).
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scratch import set_up
from tests.services.postgresql import running_cluster

if TYPE_CHECKING:
    from portal.accounts.person import Person

SEED = 20_261_122
REPEATS = 3
# Entries of the change log, and of the history, for each listing.
ENTRIES = 4
COMMUNES = 280
REGISTER = "/office/snippets/facilities/listing/"
# Tables of the portal's own and of the search: what Django and Wagtail ask for themselves is theirs.
OURS = re.compile(r'(?:FROM|JOIN) "?(?:facilities|search|audit)_')


def questions(get: Callable[[str], Any], agent: "Person", size: int) -> dict[str, Callable[[], object]]:
    """What the portal asks its database, by name. `get` opens a page as `agent`; ids are 1 to `size`."""
    from portal.facilities.access import IndexableListings, public_listings
    from portal.facilities.lookup import Wanted, look_up
    from portal.facilities.models import Organiser
    from portal.facilities.services import state_organiser
    from portal.facilities.services.importing import organiser_named
    from portal.kernel import clock
    from portal.kernel.actors import SystemActor
    from search import changes, registry

    last = changes.head().sequence
    twenty = range(1, size + 1, max(1, size // 20))
    one_in_500 = range(1, size + 1, 500)
    actor, today = SystemActor("mesure"), clock.today()
    number = size // 8
    organiser = Organiser.objects.get(name=organiser_name(number)).pk
    return {
        "log: head": changes.head,
        "log: next entries": lambda: changes.since(last - 100),
        "log: what changed since": lambda: changes.listings_since(last - 100),
        "log: versions of one in 500": lambda: changes.last_sequence_of(one_in_500),
        "20 results of a search": lambda: public_listings(twenty, today),
        "documents of one in 500": lambda: list(registry.source().documents(one_in_500)),
        "sitemap: first 1,000": lambda: IndexableListings(today)[:1_000],
        "sitemap: last 1,000": lambda: IndexableListings(today)[size * 8 // 10 :][:1_000],
        "sitemap: how many": lambda: len(IndexableListings(today)),
        "organiser renamed": lambda: state_organiser(
            actor=agent, organiser_id=organiser, name="Autre", enterprise_number=""
        ),
        "organiser by name": lambda: organiser_named(actor=actor, name=organiser_name(number)),
        "history of a listing": lambda: get(f"{REGISTER}history/{size // 2}/"),
        "register: first page": lambda: get(REGISTER),
        "register: last page": lambda: get(f"{REGISTER}?p={size // 50}"),
        "register: one commune": lambda: get(f"{REGISTER}?commune=Commune+7"),
        "register: by commune": lambda: get(f"{REGISTER}?ordering=commune"),
        "register: by day confirmed": lambda: get(f"{REGISTER}?ordering=-confirmed_on"),
        "look-up: name": lambda: look_up(agent, Wanted(name="lieu 77")),
        "look-up: name and commune": lambda: look_up(agent, Wanted(name="lieu", commune="commune 7")),
        "look-up: matricule": lambda: look_up(agent, Wanted(reference_number="M-77")),
        "look-up: enterprise number": lambda: look_up(agent, Wanted(enterprise_number="0403019261")),
        "register: hidden ones": lambda: get(f"{REGISTER}?visible=false"),
    }


def organiser_name(number: int) -> str:
    return f"Organisateur {number}"


def fill(size: int) -> None:
    """In an empty database: so many facilities, two to an organiser, their log and their history."""
    from django.db import connection, transaction
    from django.db.models import CharField, F, Value
    from django.db.models.functions import Cast, Concat, Mod

    from benchmarks import rows
    from benchmarks.places import places
    from portal.audit.models import AuditEntry
    from portal.facilities.models import Facility, Listing, Organiser
    from portal.facilities.services.listing_words import write_words
    from portal.kernel import clock
    from portal.kernel.service import writing
    from search import changes

    rows.fill(places(size, SEED))
    with writing(), transaction.atomic():
        # PostgreSQL goes on counting where an earlier test left off: numbers of ours begin behind its own.
        first = Organiser.objects.get().pk + 1
        Organiser.objects.bulk_create(
            Organiser(
                pk=first + number,
                name=organiser_name(number),
                name_key=f"organisateur {number}",
                enterprise_number=f"{number:010}",
            )
            for number in range(size // 2 + 1)
        )
        Facility.objects.update(organiser_id=F("pk") / 2 + first)
        commune = Concat(Value("Commune "), Cast(Mod("pk", Value(COMMUNES)), CharField()))
        Listing.objects.update(commune=commune)
        write_words(Listing.objects.only("name", "commune"))
    for _ in range(ENTRIES):
        with transaction.atomic():
            changes.append(range(1, size + 1))
        with writing():
            AuditEntry.objects.bulk_create(
                (
                    AuditEntry(
                        kind=AuditEntry.Kind.MODIFICATION, at=clock.now(), actor_label="mesure",
                        subject_type="facilities.listing", subject_id=number, subject_label="Fiche",
                        purpose="mesure",
                    )
                    for number in range(1, size + 1)
                ),
                batch_size=2_000,
            )  # fmt: skip
    with connection.cursor() as cursor:
        # As PostgreSQL does by itself, by and by. Inside a test's transaction it refuses to tidy up.
        tidy = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE" if tidy else "ANALYZE")


def statements(ask: Callable[[], object]) -> list[str]:
    """The SELECTs on our own tables that asking sends. What asking writes is taken back."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic(), CaptureQueriesContext(connection) as sent:
        ask()
        transaction.set_rollback(True)
    found = (query["sql"] for query in sent.captured_queries)
    return [sql for sql in found if sql.lstrip("( ").startswith("SELECT") and OURS.search(sql)]


def plan(sql: str) -> list[str]:
    """The plan of a statement in the database's own words, one step a line."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [str(row[3]) for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}")
        return [str(row[0]) for row in cursor.fetchall()]


def milliseconds(sql: str) -> float:
    """How long the database takes, rows read: best of three."""
    from django.db import connection

    best = float("inf")
    with connection.cursor() as cursor:
        for _ in range(REPEATS):
            start = time.perf_counter()
            cursor.execute(sql)
            cursor.fetchall()
            best = min(best, time.perf_counter() - start)
    return best * 1000


def measure(size: int, with_plans: bool) -> dict[str, float]:
    """Milliseconds by question, in the database of Django's settings, which is migrated and filled here."""
    from django.core.management import call_command

    from portal.accounts import posts
    from portal.accounts.enums import LoginLevel, Role
    from portal.accounts.models import User
    from portal.accounts.person import person_of
    from portal.kernel.actors import SystemActor
    from tests.strictness.pages import StrictClient

    call_command("migrate", verbosity=0)
    fill(size)
    user = User.objects.create_user("mesure")
    for function in (Role.ADMINISTRATOR, Role.DIGIPRO):
        posts.give_post(actor=SystemActor("mesure"), user=user, function=function)
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(user)
    found = {}
    for name, ask in questions(client.get, person_of(user, LoginLevel.EID), size).items():
        sent = statements(ask)
        found[name] = sum(map(milliseconds, sent))
        if with_plans:
            print(f"\n## {name}: {found[name]:.1f} ms")
            for sql in sent:
                print(f"{milliseconds(sql):8.1f} ms  {sql[:2_000]}", *plan(sql), sep="\n            ")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=50_000, help="facilities")
    parser.add_argument("--plans", action="store_true", help="print statements and plans")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="one-bench-") as scratch, ExitStack() as stack:
        url = ""
        if options.postgresql:
            url = stack.enter_context(stack.enter_context(running_cluster()).database())
        set_up(Path(scratch), url)
        found = measure(options.size, options.plans)
    for name, taken in found.items():
        print(f"{name:30}{taken:10.1f} ms")


if __name__ == "__main__":
    main()
