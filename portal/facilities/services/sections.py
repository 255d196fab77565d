"""The sections of the signalétique: each is submitted as a whole, and saved whole or not at all.

Every verb returns whether anything was different, and raises one `ValidationError` with French messages by
field otherwise. `today` is the day in Brussels. `seen` is the fingerprint of what the form has shown
(`seen.fingerprint` of the values of the section): where it is stored no longer, nothing is changed and the
error has the code `STALE`; None does not ask.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.facilities.public import Period, PublicFreePlaces, PublicOpening
from portal.facilities.rules import AVAILABILITY_FIELDS
from portal.facilities.services.edit import ListingEdit, check_version, locked_listing
from portal.kernel.actors import Actor
from portal.kernel.service import service


@service
def update_listing(
    *, actor: Actor, listing_id: int, version: int, today: date, stated: Mapping[str, Any]
) -> bool:
    """Change any stated values at once, by the names of `edit.STATED_FIELDS`: for OFFICE.

    `version` is the listing's version when the form was shown; a `ValidationError` with the code `stale`
    says that somebody changed the listing since. A statement of availability without `confirmed_on` is
    confirmed today.
    """
    if AVAILABILITY_FIELDS & stated.keys():
        stated = {"confirmed_on": today, **stated}
    listing = locked_listing(actor, listing_id, by_one=True)
    check_version(listing, version)
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="fiche")
    edit.state(stated)
    return edit.finish()


@service
def set_presentation(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    name: str,
    description: str,
    pedagogical_project: str,
    seen: str | None = None,
) -> bool:
    """The name and the texts that parents read."""
    values = {"name": name, "description": description, "pedagogical_project": pedagogical_project}
    return _submit(actor, listing_id, today, "présentation", values, seen)


@service
def set_characteristics(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    outings: bool,
    outdoor_space: bool,
    rest_area: bool,
    average_group_size: int | None,
    ages: Sequence[tuple[int, int]],
    seen: str | None = None,
) -> bool:
    """The three qualitative characteristics, and the groups with their ages in months."""
    values = {
        "outings": outings,
        "outdoor_space": outdoor_space,
        "rest_area": rest_area,
        "average_group_size": average_group_size,
        "ages": tuple(ages),
    }
    return _submit(actor, listing_id, today, "caractéristiques", values, seen)


@service
def set_contact(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    phone: str,
    email: str,
    website: str,
    facebook: str,
    seen: str | None = None,
) -> bool:
    """How parents reach the place."""
    values = {"phone": phone, "email": email, "website": website, "facebook": facebook}
    return _submit(actor, listing_id, today, "coordonnées", values, seen)


@service
def set_opening_hours(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    opening: Sequence[PublicOpening],
    seen: str | None = None,
) -> bool:
    """The weekly timetable: any number of ranges a day."""
    return _submit(actor, listing_id, today, "horaires", {"opening": tuple(opening)}, seen)


@service
def state_availability(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    status: str,
    available_from: date | None = None,
    free_places: Sequence[PublicFreePlaces] = (),
    unavailable: Sequence[Period] = (),
    seen: str | None = None,
) -> bool:
    """Whether there are places, from when, for which ages, and the periods without any. Confirmed today."""
    values = {
        "availability": status,
        "available_from": available_from,
        "confirmed_on": today,
        "free_places": tuple(free_places),
        "unavailable": tuple(unavailable),
    }
    return _submit(actor, listing_id, today, "disponibilités", values, seen)


@service
def set_visibility(
    *, actor: Actor, listing_id: int, today: date, visible: bool, noindex: bool, seen: str | None = None
) -> bool:
    """Whether the listing is on MY.ONE, and whether search engines may keep it."""
    return _submit(actor, listing_id, today, "visibilité", {"visible": visible, "noindex": noindex}, seen)


def _submit(
    actor: Actor, listing_id: int, today: date, purpose: str, values: dict[str, Any], seen: str | None
) -> bool:
    listing = locked_listing(actor, listing_id)
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose=purpose)
    edit.state(values)
    edit.expect(values, seen)
    return edit.finish()
