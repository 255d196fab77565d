"""Searches of a long history in OFFICE.ONE: `python -m benchmarks.history [--entries 1000000]`.

In a scratch folder, on SQLite: a history of so many entries over two years, and the pages that an agent asks
for, through the whole of Django. Each is asked three times; the best counts. Beside them, what counting the
whole table, as a list usually does for its pages, would cost on each page.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.scratch import set_up

SCRATCH = Path(tempfile.mkdtemp(prefix="one-history-"))
set_up(SCRATCH)

from django.core.management import call_command  # noqa: E402 -- after setup()
from django.test import Client  # noqa: E402 -- after setup()

from portal.accounts import posts  # noqa: E402 -- after setup()
from portal.accounts.enums import LoginLevel, Role  # noqa: E402 -- after setup()
from portal.accounts.models import User  # noqa: E402 -- after setup()
from portal.audit.models import AuditEntry  # noqa: E402 -- after setup()
from portal.kernel import clock  # noqa: E402 -- after setup()
from portal.kernel.actors import SystemActor  # noqa: E402 -- after setup()
from portal.kernel.service import writing  # noqa: E402 -- after setup()
from tests.strictness.pages import StrictClient  # noqa: E402 -- after setup()

SEED, CHUNK, REPEATS = 20_261_126, 10_000, 3
YEARS_SECONDS = 2 * 365 * 86_400
REGISTER = "/office/historique/"
PURPOSES = [
    "milieu d’accueil",
    "fiche publique",
    "coordonnées bancaires",
    "accès",
    "connexion",
    "disponibilité",
]
SEARCHES = {
    "first page": "",
    "page 200, the last": "?p=200",
    "one person": "?actor_id=77",
    "one object": "?subject_type=facilities.facility&subject_id=77",
    "a purpose": "?purpose=disponibilité",
    "a rare purpose": "?purpose=rare",
    "a rare level": "?level=500",
    "a month": "?at_from=2025-06-01&at_to=2025-06-30",
    "a month, a kind": "?at_from=2025-06-01&at_to=2025-06-30&kind=modification",
    "a person, a purpose, a month": "?actor_id=77&purpose=connexion&at_from=2025-06-01&at_to=2025-06-30",
}


def entries(count: int) -> Iterator[AuditEntry]:
    draw, now = random.Random(SEED), clock.now()
    for number in range(count):
        is_change = draw.random() < 0.2
        yield AuditEntry(
            kind=AuditEntry.Kind.MODIFICATION if is_change else AuditEntry.Kind.CONSULTATION,
            at=now - timedelta(seconds=YEARS_SECONDS * (count - number) / count),
            actor_id=draw.randrange(1, 2_000),
            actor_label="Aline Durand",
            level=500 if draw.random() < 0.0001 else draw.choice((200, 450)),
            subject_type=draw.choice(("facilities.facility", "facilities.listing", "facilities.organiser")),
            subject_id=draw.randrange(1, 10_000),
            subject_label="Les Tilleuls",
            purpose="rare" if draw.random() < 0.00002 else draw.choice(PURPOSES),
            changes={"visible": [False, True]} if is_change else {},
        )


def fill(count: int) -> None:
    rows = entries(count)
    with writing():
        for _ in range(0, count, CHUNK):
            chunk = [row for row, _ in zip(rows, range(CHUNK), strict=False)]
            AuditEntry.objects.bulk_create(chunk)


def best(ask: Callable[[], Any]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def signed_in() -> Client:
    user = User.objects.create_user("digipro", first_name="David")
    posts.give_post(actor=SystemActor("mesure"), user=user, function=Role.DIGIPRO)
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(user)
    return client


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=1_000_000)
    count = arguments.parse_args().entries
    facts = machine()
    call_command("migrate", verbosity=0)
    fill(count)
    client = signed_in()
    print(
        f"\n{facts['date']}, {facts['cores']} cores, load {facts['load_before']}, SQLite, {count:,} entries"
    )
    print(f"\n{'page':34}{'ms':>9}")
    for name, query in SEARCHES.items():
        answer = client.get(f"{REGISTER}results/{query}")
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status_code}")
        print(f"{name:34}{best(lambda query=query: client.get(f'{REGISTER}results/{query}')):>9.0f}")
    print(f"{'(a count of the whole table)':34}{best(AuditEntry.objects.count):>9.0f}")


if __name__ == "__main__":
    main()
