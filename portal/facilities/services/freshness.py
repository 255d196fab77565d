"""Confirming what is stated: one tap, by somebody who has signed in."""

from datetime import date

from django.core.exceptions import ValidationError

from portal.facilities.freshness import announced_day_has_passed, is_stated
from portal.facilities.models import Listing
from portal.facilities.services.edit import ListingEdit, locked_listing
from portal.kernel.actors import Actor
from portal.kernel.service import service

NOTHING_STATED = "Vous n’avez encore rien dit de vos places\u00a0: il n’y a rien à confirmer."
DAY_HAS_PASSED = (
    "La date annoncée est passée\u00a0: dites s’il y a maintenant une place libre, ou à partir de quand."
)


@service
def confirm_availability(*, actor: Actor, listing_id: int, today: date) -> bool:
    """What is stated is still true today; nothing else changes. False where it was confirmed today already.

    `ValidationError` on `availability` where nothing is stated, or where the announced day has passed;
    `Listing.DoesNotExist` where the listing is not the actor's to change.
    """
    return confirm(actor, locked_listing(actor, listing_id), today)


def confirm(actor: Actor, listing: Listing, today: date) -> bool:
    """For services, with the listing locked and the right asked."""
    if not is_stated(listing):
        raise ValidationError({"availability": NOTHING_STATED})
    if announced_day_has_passed(listing, today):
        raise ValidationError({"availability": DAY_HAS_PASSED})
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="disponibilités confirmées")
    edit.state({"confirmed_on": today})
    return edit.finish()
