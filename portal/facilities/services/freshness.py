"""Confirming what is stated: one tap, by somebody who has signed in."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from portal.facilities.freshness import announced_day_has_passed, is_stated
from portal.facilities.models import Listing
from portal.facilities.public import shown_listing
from portal.facilities.services.edit import ListingEdit, locked_listing
from portal.facilities.services.parts import PARTS
from portal.facilities.services.seen import check_seen, fingerprint
from portal.kernel.actors import Actor
from portal.kernel.service import service

NOTHING_STATED = "Vous n’avez encore rien dit de vos places\u00a0: il n’y a rien à confirmer."
DAY_HAS_PASSED = (
    "La date annoncée est passée\u00a0: dites s’il y a maintenant une place libre, ou à partir de quand."
)


def statement_seen(listing: Listing) -> str:
    """The fingerprint of what is stated now, to travel with the button that confirms it."""
    return fingerprint(_statement(listing))


def _statement(listing: Listing) -> dict[str, Any]:
    """What is confirmed: that somebody else has confirmed it meanwhile changes nothing of it."""
    stated = shown_listing(listing)
    return {
        "availability": stated.availability,
        "available_from": stated.available_from,
        "free_places": PARTS["free_places"].plain(stated.free_places),
    }


@service
def confirm_availability(*, actor: Actor, listing_id: int, today: date, seen: str | None = None) -> bool:
    """What is stated is still true today; nothing else changes. False where it was confirmed today already.

    `ValidationError` on `availability` where nothing is stated, or where the announced day has passed; one
    that `is_stale` where something else is stated than what was `seen` (see `statement_seen`).
    `Listing.DoesNotExist` where the listing is not the actor's to change.
    """
    listing = locked_listing(actor, listing_id)
    check_seen(_statement(listing), seen)
    return confirm(actor, listing, today)


def confirm(actor: Actor, listing: Listing, today: date) -> bool:
    """For services, with the listing locked and the right asked."""
    if not is_stated(listing):
        raise ValidationError({"availability": NOTHING_STATED})
    if announced_day_has_passed(listing, today):
        raise ValidationError({"availability": DAY_HAS_PASSED})
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="disponibilités confirmées")
    edit.state({"confirmed_on": today})
    return edit.finish()
