"""Whom ONE may call about a facility."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.contacts import normalised_email, normalised_phone
from portal.facilities.models import Facility, StaffContact
from portal.facilities.services.edit import locked_listing
from portal.facilities.services.seen import check_seen
from portal.kernel.actors import Actor
from portal.kernel.service import service

MAX_CONTACTS = 12
_LONGEST_NAME, _LONGEST_FUNCTION = 150, 100


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of contact; blank where nothing of it is told."""

    name: str = ""
    function: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(getattr(self, field.name).strip() for field in fields(self))


def stored_contacts(facility: Facility) -> tuple[Contact, ...]:
    """Those of this facility, in their order."""
    rows = StaffContact.objects.filter(facility=facility)
    return tuple(Contact(row.name, row.function, str(row.phone or ""), row.email) for row in rows)


def contacts_seen(facility: Facility) -> dict[str, object]:
    """What `set_staff_contacts` changes, as it is stored."""
    return {"contacts": [_as_row(contact) for contact in stored_contacts(facility)]}


@service
def set_staff_contacts(
    *, actor: Actor, listing_id: int, contacts: Sequence[Contact], seen: str | None = None
) -> bool:
    """All of them at once, in this order; blank ones count for nothing. False where it is so already.

    Errors are by field and place in `contacts`, from 0: `phone_2`. For ONE only; the history keeps no value.
    """
    facility = locked_listing(actor, listing_id).facility
    after = _checked(contacts)
    before = stored_contacts(facility)
    if before == after:
        return False
    check_seen(contacts_seen(facility), seen)
    StaffContact.objects.filter(facility=facility).delete()
    StaffContact.objects.bulk_create(
        StaffContact(facility=facility, position=position, **_as_row(contact))
        for position, contact in enumerate(after)
    )
    record_modification(
        actor=actor,
        subject=facility,
        changes={"staff_contacts": (masked(before or ""), masked(after or ""))},
        purpose="personnes de contact",
    )
    return True


def _as_row(contact: Contact) -> dict[str, str]:
    return {field.name: getattr(contact, field.name) for field in fields(contact)}


def _checked(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    problems = rules.Problems()
    if len(contacts) > MAX_CONTACTS:
        problems.add("contacts", f"Indiquez au plus {MAX_CONTACTS} personnes de contact.")
    kept = [
        _check(contact, place, problems) for place, contact in enumerate(contacts) if not contact.is_blank
    ]
    problems.raise_any()
    return tuple(kept)


def _check(contact: Contact, place: int, problems: rules.Problems) -> Contact:
    name, function = rules.one_line(contact.name), rules.one_line(contact.function)
    phone = email = ""
    if not name:
        problems.add(f"name_{place}", "Indiquez le nom de cette personne, ou videz toute la ligne.")
    elif len(name) > _LONGEST_NAME:
        problems.add(f"name_{place}", f"{_LONGEST_NAME} caractères au plus.")
    if not function:
        problems.add(f"function_{place}", "Indiquez sa fonction. Exemple\u00a0: directrice")
    elif len(function) > _LONGEST_FUNCTION:
        problems.add(f"function_{place}", f"{_LONGEST_FUNCTION} caractères au plus.")
    with problems.gathering(f"phone_{place}"):
        phone = normalised_phone(contact.phone)
    with problems.gathering(f"email_{place}"):
        email = normalised_email(contact.email)
    if not (contact.phone.strip() or contact.email.strip()):
        problems.add(f"phone_{place}", "Indiquez un téléphone ou une adresse e-mail.")
    return Contact(name, function, phone, email)
