"""Who a childminder is, how parents reach her, and with whom she works."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.views.decorators.debug import sensitive_variables

from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Childminder, CoCarePartner, Facility, Organiser
from portal.facilities.services import known_persons
from portal.facilities.services.edit import ListingEdit, locked_listing, values_named
from portal.facilities.services.organisers import checked_enterprise_number
from portal.facilities.services.seen import check_seen
from portal.kernel.actors import Actor
from portal.kernel.service import service

CONTACT = ("phone", "email", "website", "facebook")
IDENTIFICATION = "identification"
CO_CARE = "co-accueil"


@sensitive_variables()
def stored_identification(facility: Facility) -> dict[str, Any]:
    """What `set_identification` changes, as it is stored."""
    return {
        **values_named(facility.listing, CONTACT),
        **known_persons.stored(Childminder, facility),
        "enterprise_number": facility.organiser.enterprise_number,
    }


# Outermost, so that no frame in between shows its arguments in an error report.
@sensitive_variables()
@service
def set_identification(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    first_name: str,
    last_name: str,
    enterprise_number: str,
    phone: str,
    email: str,
    website: str,
    facebook: str,
    niss: str | None = None,
    seen: str | None = None,
) -> bool:
    """Who the childminder is, and how parents reach her. False where it is so already.

    `niss` None leaves it as it is; a text is for whoever signed in strongly. Parents see the contact alone;
    of the rest, the history keeps that it changed, and no value.
    """
    listing = locked_listing(actor, listing_id)
    facility = listing.facility
    organiser = Organiser.objects.select_for_update().get(pk=facility.organiser_id)
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose=IDENTIFICATION)
    edit.state({"phone": phone, "email": email, "website": website, "facebook": facebook})
    problems = rules.Problems()
    with problems.gathering():
        who = known_persons.checked(
            actor, facility, Childminder, {"first_name": first_name, "last_name": last_name, "niss": niss}
        )
    with problems.gathering():
        number = checked_enterprise_number(enterprise_number)
    with problems.gathering():
        differs = edit.check()
    problems.raise_any()
    before = known_persons.stored(Childminder, facility)
    changed = {name for name, text in who.items() if before[name] != text}
    if not (differs or changed or organiser.enterprise_number != number):
        return False
    facility.organiser = organiser
    check_seen(stored_identification(facility), seen)
    if changed:
        known_persons.write(Childminder, facility, who)
        _tell(actor, facility, {name: (before[name], who[name]) for name in changed}, IDENTIFICATION)
    _set_enterprise_number(actor, organiser, number)
    edit.finish()
    return True


@sensitive_variables()
def _set_enterprise_number(actor: Actor, organiser: Organiser, number: str) -> None:
    """Where it is another one."""
    if organiser.enterprise_number != number:
        _tell(actor, organiser, {"enterprise_number": (organiser.enterprise_number, number)}, IDENTIFICATION)
        Organiser.objects.filter(pk=organiser.pk).update(enterprise_number=number)


@sensitive_variables()
def stored_co_care(facility: Facility) -> dict[str, Any]:
    """What `set_co_care_partner` changes, as it is stored."""
    return known_persons.stored(CoCarePartner, facility)


@sensitive_variables()
@service
def set_co_care_partner(
    *,
    actor: Actor,
    listing_id: int,
    first_name: str,
    last_name: str,
    denomination: str,
    niss: str | None = None,
    seen: str | None = None,
) -> bool:
    """With whom the childminder works, for ONE only; `niss` as for `set_identification`.

    `KeyError` where the facility is no co-accueil.
    """
    facility = locked_listing(actor, listing_id).facility
    if facility.kind != FacilityKind.CO_CHILDMINDERS:
        raise KeyError(facility.kind)
    before = known_persons.stored(CoCarePartner, facility)
    values = {"first_name": first_name, "last_name": last_name, "denomination": denomination, "niss": niss}
    after = known_persons.checked(actor, facility, CoCarePartner, values)
    changed = {name: (before[name], text) for name, text in after.items() if before[name] != text}
    if not changed:
        return False
    check_seen(before, seen)
    known_persons.write(CoCarePartner, facility, after)
    _tell(actor, facility, {f"partner_{name}": pair for name, pair in changed.items()}, CO_CARE)
    return True


def _tell(
    actor: Actor, subject: Facility | Organiser, changes: Mapping[str, tuple[Any, Any]], purpose: str
) -> None:
    record_modification(
        actor=actor,
        subject=subject,
        changes={name: (masked(before), masked(after)) for name, (before, after) in sorted(changes.items())},
        purpose=purpose,
    )
