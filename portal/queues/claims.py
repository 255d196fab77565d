"""Taking an item for oneself, and giving it back: colleagues see who has it, and skip it."""

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import User
from portal.accounts.person import Person
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.days import time_of_day
from portal.kernel.service import service
from portal.queues.access import check_reachable, still_waits
from portal.queues.models import Claim
from portal.queues.refusals import NoLongerWaits, TakenByColleague
from portal.queues.registry import Queue

# Of an insert that found a claim which was gone before it could be locked.
_TRIES = 5


@service
def take(*, actor: Person, queue: Queue, item_id: int) -> Claim:
    """The actor has it from now on, for `QUEUE_CLAIM_LASTS`; again, for as long again.

    `TakenByColleague`; `NoLongerWaits` where it was decided, or is not theirs.
    """
    claim = locked_claim(actor, queue, item_id)
    still_waits(actor, queue, item_id)
    return claim


@service
def release(*, actor: Person, queue: Queue, item_id: int) -> bool:
    """Give back what the actor has taken. False where it is not theirs (any more)."""
    gone, _ = Claim.objects.filter(queue=queue.key, item_id=item_id, by=actor.pk).delete()
    return bool(gone)


@service
def forget_old_claims(*, actor: Actor) -> int:
    """Rows of claims that ran out a day ago; how many. They count for nothing: only their place is freed."""
    return Claim.objects.filter(until__lt=clock.now() - timedelta(days=1)).delete()[0]


def locked_claim(actor: Person, queue: Queue, item_id: int) -> Claim:
    """The item's claim, the actor's, locked until the transaction ends: for services of this app.

    Of two who decide one item at once, the second waits here until the first has committed, and then finds
    what became of the item. Of what is not the actor's, nobody hears who has it.
    """
    check_reachable(actor, queue, item_id)
    now = clock.now()
    for _ in range(_TRIES):
        mine = Claim(queue=queue.key, item_id=item_id, by_id=actor.pk, taken_at=now, until=now)
        Claim.objects.bulk_create([mine], ignore_conflicts=True)
        claim = Claim.objects.select_for_update().filter(queue=queue.key, item_id=item_id).first()
        if claim is not None:
            break
    else:
        raise NoLongerWaits("Cet élément vient d’être décidé.")
    if claim.by_id != actor.pk and claim.until > now:
        raise TakenByColleague(taken_words(claim))
    if claim.by_id != actor.pk or claim.until <= now:
        claim.taken_at = now
    claim.by_id, claim.until = actor.pk, now + settings.QUEUE_CLAIM_LASTS
    claim.save(update_fields=["by", "taken_at", "until"])
    return claim


def taken_words(claim: Claim) -> str:
    """« Pris par Aline Martin jusqu’à 14 h 12. »"""
    who = User.objects.defer("niss").get(pk=claim.by_id).audit_label
    return f"Pris par {who} jusqu’à {time_of_day(claim.until)}."


def claims_of(queue: Queue, item_ids: Collection[int]) -> dict[int, Claim]:
    """Who has which of these items now, with the people."""
    found = Claim.objects.alive(clock.now()).filter(queue=queue.key, item_id__in=item_ids)
    return {claim.item_id: claim for claim in found.select_related("by").defer("by__niss")}


def taken(queue: Queue, *, by: Person | None = None, but_by: Person | None = None) -> Exists:
    """For `filter`: items that somebody has; by this person, or by somebody else than this one."""
    claims: QuerySet[Claim] = Claim.objects.alive(clock.now()).filter(queue=queue.key, item_id=OuterRef("pk"))
    if by is not None:
        claims = claims.filter(by=by.pk)
    if but_by is not None:
        claims = claims.exclude(by=but_by.pk)
    return Exists(claims.order_by())
