"""Asking whether a statement is still true, once: every holder whose place has not confirmed for a while.

Members are not asked: of several people, one is enough, and the page of the place tells them all the same.
"""

import logging
from datetime import date, datetime

from django.db import DatabaseError
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.enums import Role
from portal.facilities import reminder_notices
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.freshness import due_since, is_stated
from portal.facilities.models import FreshnessReminder, Listing, Membership
from portal.facilities.public import is_public_on
from portal.facilities.services.edit import locked_listing
from portal.kernel import clock
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service

logger = logging.getLogger(__name__)

REMINDER = SystemActor("rappels")
# The rest is for the next time: e-mails leave a few at a time, too.
AT_ONCE = 500


class NotAllReminded(Exception):  # noqa: N818 -- what is so, not a fault of this code
    """Of some listings, nobody could be asked: the log says of which, and why."""


def remind_due(today: date) -> int:
    """The job: everybody who is to be asked today, the oldest statements first. How many were.

    `NotAllReminded` at the end, where it failed for some: the others do not wait for them.
    """
    told, failed = 0, []
    for listing in due_listings(today).select_related("facility"):
        if not is_public_on(listing, today):
            continue
        try:
            told += remind(actor=REMINDER, listing_id=listing.pk, today=today)
        except Listing.DoesNotExist:  # removed meanwhile
            continue
        except DatabaseError:
            raise
        except Exception:
            logger.exception("Le rappel pour la fiche n°\u00a0%s n’a pas pu être fait", listing.pk)
            failed.append(listing.pk)
        if told >= AT_ONCE:
            break
    if failed:
        raise NotAllReminded(f"{len(failed)} fiche(s) sans rappel, {told} rappel(s)")
    return told


def due_listings(today: date) -> QuerySet[Listing]:
    """Shown listings with an old statement about which a holder was not asked yet."""
    asked = FreshnessReminder.objects.filter(
        listing=OuterRef(OuterRef("pk")), stated_on=OuterRef(OuterRef("confirmed_on")), user=OuterRef("user")
    )
    holders = Membership.objects.filter(
        organiser=OuterRef("facility__organiser"), role=Role.HOLDER, user__is_active=True
    )
    return (
        Listing.objects.filter(visible=True, confirmed_on__lte=due_since(today))
        .exclude(availability=AvailabilityStatus.UNKNOWN)
        .filter(Exists(holders.exclude(Exists(asked))))
        .order_by("confirmed_on", "pk")
    )


@service
def remind(*, actor: Actor, listing_id: int, today: date) -> int:
    """Ask the holders of one place who were not asked about this statement: how many.

    0 where there is nothing to ask any more. The row of the listing is locked: of two who ask at once, the
    second finds what the first has done.
    """
    listing = locked_listing(actor, listing_id)
    stated_on = listing.confirmed_on
    if stated_on is None or not is_stated(listing) or stated_on > due_since(today):
        return 0
    if not is_public_on(listing, today):
        return 0
    holders = Membership.objects.filter(
        organiser=listing.facility.organiser, role=Role.HOLDER, user__is_active=True
    )
    asked = FreshnessReminder.objects.filter(listing=listing, stated_on=stated_on).order_by("pk")
    users = holders.exclude(user__in=asked.values("user")).order_by("pk").values_list("user", flat=True)
    made = FreshnessReminder.objects.bulk_create(
        FreshnessReminder(listing=listing, user_id=user, stated_on=stated_on, reminded_at=clock.now())
        for user in users
    )
    reminder_notices.tell_to_confirm(actor, listing, [one.user_id for one in made], today)
    return len(made)


@service
def forget_expired_links(*, actor: Actor, now: datetime) -> int:
    """Links that serve no more leave nothing behind but that one was asked."""
    expired = FreshnessReminder.objects.filter(link_expires_at__lte=now)
    return expired.update(link_digest=None, link_sent_to="", link_expires_at=None)
