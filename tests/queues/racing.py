"""Agents who decide the same items at the same moment, each in a thread of its own, on a real database."""

import threading
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import Person, person_of
from portal.helpdesk.models import HelpdeskMessage
from portal.helpdesk.queue import MESSAGES
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import writing
from portal.queues.batches import MAX_BATCH, decide_batch
from portal.queues.claims import take
from portal.queues.deciding import decide, undo
from portal.queues.models import Claim, DecisionMade

AGENTS, ITEMS = 4, 15


def prepare(name: str, items: int) -> list[Person]:
    """Messages of this name that wait, and agents who may treat them."""
    users = [User.objects.create_user(f"{name}{number}", first_name="Agent") for number in range(AGENTS)]
    for user in users:
        posts.give_post(actor=SystemActor("essai"), user=user, function=Role.HELPDESK)
    with writing():
        for _ in range(items):
            HelpdeskMessage.objects.create(
                user=users[0], category="question", text=name, sent_at=clock.now(),
                waits_since=clock.now(),
            )  # fmt: skip
    return [person_of(user, LoginLevel.EID) for user in users]


def prepare_batch() -> None:
    """As many messages as a batch takes, of which a colleague has taken some."""
    colleague = prepare("lot", MAX_BATCH)[1]
    for item_id in _ids("lot")[::10]:
        take(actor=colleague, queue=MESSAGES, item_id=item_id)


def run_batch() -> dict[str, Any]:
    """The first agent decides all of them; what was decided, and why the others were not."""
    agent = person_of(User.objects.get(username="lot0"), LoginLevel.EID)
    outcome = decide_batch(
        actor=agent, queue=MESSAGES, item_ids=_ids("lot"), decision="traiter", typed={"reason": ""}
    )
    treated = HelpdeskMessage.objects.filter(state="traite", text="lot")
    made = DecisionMade.objects.filter(item_id__in=_ids("lot"))
    return {
        "done": len(outcome.done),
        "left_out": [why for _, why in outcome.left_out],
        "treated": treated.count(),
        "decisions": made.count(),
        "decided": made.order_by().values("item_id").distinct().count(),
    }


def _ids(name: str) -> list[int]:
    found = HelpdeskMessage.objects.filter(text=name).order_by("pk")
    return list(found.values_list("pk", flat=True))


def race() -> dict[str, Any]:
    """Everybody treats everything, after a signal; half of the items are taken first. What came of it."""
    people, outcomes, signal = prepare("course", ITEMS), Counter[str](), threading.Barrier(AGENTS)
    ids = _ids("course")

    def treat_all(person: Person) -> None:
        signal.wait()
        for item_id in ids:
            try:
                if item_id % 2:
                    take(actor=person, queue=MESSAGES, item_id=item_id)
                made = decide(
                    actor=person, queue=MESSAGES, item_id=item_id, decision="traiter", typed={"reason": ""}
                )
                if item_id % 5 == 0:
                    # Waits again: somebody decides it a second time, after this was taken back.
                    undo(actor=person, made_id=made.pk)
                    outcomes["undone"] += 1
                outcomes["decided"] += 1
            except ValidationError as refusal:
                outcomes[type(refusal).__name__] += 1
            except Exception as failure:  # noqa: BLE001 -- told by the test
                outcomes[f"failed: {failure!r}"] += 1
        connection.close()

    threads = [threading.Thread(target=treat_all, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    made = DecisionMade.objects.filter(undone_at=None, item_id__in=ids).order_by()
    standing = Counter(made.values_list("item_id", flat=True))
    return {
        "outcomes": dict(outcomes),
        "decided_twice": sum(count > 1 for count in standing.values()),
        "treated_without_decision": HelpdeskMessage.objects.filter(state="traite", pk__in=ids)
        .exclude(pk__in=list(standing))
        .count(),
        "decided_and_waiting": HelpdeskMessage.objects.filter(pk__in=list(standing))
        .exclude(state="traite")
        .count(),
        "claims_of_decided": Claim.objects.filter(item_id__in=list(standing)).count(),
        "treated": HelpdeskMessage.objects.filter(state="traite", pk__in=ids).count(),
    }
