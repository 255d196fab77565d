"""A long queue in OFFICE.ONE: `python -m benchmarks.queues [--waiting 10000] [--postgresql]`.

In a scratch database: so many messages wait, as many again were treated, some are taken by colleagues. The
pages that an agent asks for, through the whole of Django; the median of nine, after one to warm up. Then
decisions as the browser sends them: the POST, and the page of the next item.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks.machine import machine
from benchmarks.scratch import scratch_site

REPEATS, DECISIONS, TAKEN = 9, 50, 200
# What the page asks for once its frame is there.
PART = {"X-Queue-Part": "1"}
LIST = "/office/files-d-attente/messages/"
# What a page with everything that waits may take (quality of the delivery).
MOST_MS = 300


def fill(count: int) -> Any:
    """The messages, by minute; and the agent who treats them, signed in."""
    from portal.accounts import posts
    from portal.accounts.enums import LoginLevel, Role
    from portal.accounts.models import User
    from portal.helpdesk.models import HelpdeskMessage
    from portal.kernel import clock
    from portal.kernel.actors import SystemActor
    from portal.kernel.service import writing
    from portal.queues.models import Claim
    from tests.strictness.pages import StrictClient

    writer, agent, colleague = (
        User.objects.create_user(name, f"{name}@exemple.be", first_name=name.title())
        for name in ("nadia", "aline", "bruno")
    )
    for user in (agent, colleague):
        posts.give_post(actor=SystemActor("mesure"), user=user, function=Role.HELPDESK)
    now = clock.now()
    with writing():
        HelpdeskMessage.objects.bulk_create(
            (
                HelpdeskMessage(
                    user=writer,
                    category="question",
                    text="Où sont mes subsides ?",
                    sent_at=now - timedelta(minutes=number),
                    waits_since=now - timedelta(minutes=number),
                    state="envoye" if number % 2 else "traite",
                    treated_at=None if number % 2 else now,
                )
                for number in range(2 * count)
            ),
            batch_size=5_000,
        )
        for message in HelpdeskMessage.objects.filter(state="envoye").order_by("waits_since")[:TAKEN:2]:
            Claim.objects.create(
                queue="messages",
                item_id=message.pk,
                by=colleague,
                taken_at=now,
                until=now + timedelta(hours=1),
            )
    client = StrictClient()
    client.level = LoginLevel.EID
    client.force_login(agent)
    return client


def median(ask: Callable[[], Any]) -> float:
    ask()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def pages(client: Any, count: int) -> None:
    from portal.helpdesk.models import HelpdeskMessage

    waiting = HelpdeskMessage.objects.filter(state="envoye").order_by("waits_since")
    first, middle, last = (waiting[place].pk for place in (1, count // 2, count - 1))
    asked = {
        "home": "/office/",
        "list, first page": LIST,
        "list, last page": f"{LIST}?p={count // 50}",
        "list, taken by nobody": f"{LIST}?prise=libres",
        "list, waits for 7 days": f"{LIST}?age=7",
        "list, decided": f"{LIST}?etat=decides",
        "item, the oldest": f"{LIST}{first}/",
        "item, in the middle": f"{LIST}{middle}/",
        "item, the newest": f"{LIST}{last}/",
    }
    slowest = 0.0
    for name, address in asked.items():
        if client.get(address).status_code != 200:
            raise RuntimeError(name)
        took = median(lambda address=address: client.get(address))
        slowest = max(slowest, took)
        print(f"{name:34}{took:>9.0f}")
    print(f"{'slowest':34}{slowest:>9.0f}   (at most {MOST_MS}: {'yes' if slowest < MOST_MS else 'NO'})")


def decisions(client: Any) -> None:
    from portal.helpdesk.models import HelpdeskMessage

    address = f"{LIST}{HelpdeskMessage.objects.filter(state='envoye').order_by('waits_since')[1].pk}/"
    start = time.perf_counter()
    for _ in range(DECISIONS):
        answer = client.post(address, {"decision": "traiter", "reason": ""}, headers=PART)
        address = answer["Location"]
        if "?fait=" not in address or client.get(address, headers=PART).status_code != 200:
            raise RuntimeError(address)
    took = time.perf_counter() - start
    a_minute = DECISIONS / took * 60
    print(f"{'decision, and the next page':34}{1000 * took / DECISIONS:>9.0f}   ({a_minute:.0f} a minute)")
    done = HelpdeskMessage.objects.filter(treated_at__isnull=False).count()
    print(f"{'(treated in all)':34}{done:>9}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--waiting", type=int, default=10_000)
    arguments.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    options = arguments.parse_args()
    facts = machine()
    with scratch_site("one-queues-", postgresql=options.postgresql):
        from django.db import connection

        client = fill(options.waiting)
        print(
            f"\n{facts['date']}, {facts['cores']} cores, load {facts['load_before']}, {connection.vendor}, "
            f"{options.waiting:,} waiting\n\n{'page':34}{'ms':>9}"
        )
        pages(client, options.waiting)
        decisions(client)


if __name__ == "__main__":
    main()
