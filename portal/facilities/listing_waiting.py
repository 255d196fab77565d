"""What waits at an organiser's listings: places to confirm or to state, and what parents miss in them."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from django.urls import reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.access import read_listings
from portal.facilities.completeness import Missing, missing_of_each
from portal.facilities.freshness import Freshness, freshness_of
from portal.facilities.models import Facility, Listing
from portal.facilities.services.freshness import statement_seen
from portal.kernel.actors import Actor
from portal.kernel.waiting import WaitingLine

# The section that the first of the two lines is about.
_PLACES = "disponibilites"
_CONFIRM = "pro/waiting_confirm.html"


def listings_that_wait(actor: Actor, facilities: Sequence[Facility], today: date) -> Iterator[WaitingLine]:
    """Of each place that the person may edit: at most one line about its places, and one about the rest."""
    if not isinstance(actor, Person):
        return
    edited = {held.organiser_id for _, held in actor.rights(Right.EDIT_LISTING) if held.role.is_of_organiser}
    ids = [facility.pk for facility in facilities if facility.organiser_id in edited]
    if not ids:
        return
    listings = read_listings(Listing.objects.filter(facility__in=ids).order_by("name_key", "pk"))
    missing = missing_of_each(listings, today)
    for listing in listings:
        # What parents are not shown can wait until it is.
        if listing.visible:
            yield from _places(listing, freshness_of(listing, today))
        yield from _rest(listing, missing[listing.pk])


def _places(listing: Listing, freshness: Freshness) -> Iterator[WaitingLine]:
    line = partial(
        WaitingLine,
        action="Répondre",
        url=reverse("pro:section", args=[listing.facility_id, _PLACES]),
        icon="calendar",
        about=listing.name,
    )
    if freshness.unknown_since:
        if freshness.is_due:
            yield line(
                title="Savez-vous maintenant s’il y a des places\u202f?",
                text=f"Le {freshness.unknown_since_words}, vous avez indiqué que l’information n’est pas "
                "disponible.",
            )
    elif not freshness.is_stated:
        yield line(
            title="Avez-vous des places libres\u202f?",
            text="Vous ne l’avez pas encore dit. Les parents qui cherchent une place ne vous trouvent pas.",
            is_urgent=True,
        )
    elif not freshness.can_confirm:
        yield line(
            title="Une place s’est\u2011elle libérée\u202f?",
            text="La date que vous aviez annoncée est passée.",
            is_urgent=True,
        )
    elif freshness.is_due:
        yield _to_confirm(listing, freshness)


def _to_confirm(listing: Listing, freshness: Freshness) -> WaitingLine:
    return WaitingLine(
        title="Vos places\u00a0: est\u2011ce toujours exact\u202f?",
        text=f"{freshness.words}, {freshness.since}. {_what_follows(freshness)}",
        action="C’est toujours exact",
        url=reverse("pro:confirm_availability", args=[listing.facility_id]),
        icon="calendar",
        about=listing.name,
        is_urgent=True,
        template=_CONFIRM,
        extra={
            "change_url": reverse("pro:section", args=[listing.facility_id, _PLACES]),
            "seen": statement_seen(listing),
        },
    )


def _what_follows(freshness: Freshness) -> str:
    if freshness.is_stale:
        return "Les parents lisent «\u00a0à confirmer\u00a0»."
    return (
        f"Sans réponse, les parents liront «\u00a0à confirmer\u00a0» à partir du {freshness.stale_on_words}."
    )


def _rest(listing: Listing, found: Sequence[Missing]) -> Iterator[WaitingLine]:
    missing = [one for one in found if one.is_asked and one.section_slug != _PLACES]
    if not missing:
        return
    more = len(missing) - 1
    others = f" Et {more} autre{'s' if more > 1 else ''} point{'s' if more > 1 else ''}." if more else ""
    yield WaitingLine(
        title="Complétez votre fiche",
        text=f"{missing[0].sentence}{others}",
        action="Compléter",
        url=reverse("pro:facility", args=[listing.facility_id]),
        icon="pencil",
        about=listing.name,
    )
