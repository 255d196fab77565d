"""Personnes de contact: whom ONE may call about a crèche, a SAE or a place of accueil temps libre."""

from dataclasses import asdict
from typing import Any

from portal.accounts.person import Person
from portal.facilities import services, words
from portal.facilities.contacts import phone_in_words
from portal.facilities.enums import HOME_KINDS
from portal.facilities.models import Facility
from portal.facilities.services.seen import fingerprint
from portal.facilities.services.staff import MAX_CONTACTS, contacts_seen, stored_contacts
from portal.pro.sections.fields import email_line, line, phone_field
from portal.pro.sections.frame import Audience, Section, Shown
from portal.pro.sections.rows import RowsForm


class StaffForm(RowsForm):
    """One row a person."""

    row_names = ("name", "function", "phone", "email")
    row_word = "contact"
    most = MAX_CONTACTS

    def row_fields(self, number: int) -> dict[str, Any]:
        of = f"(contact\u00a0{number})"
        return {
            "name": line(f"Prénom et nom {of}"),
            "function": line(f"Fonction {of}", "Exemple\u00a0: directrice"),
            "phone": phone_field(f"Téléphone {of}"),
            "email": email_line(f"Adresse e-mail {of}"),
        }

    def stored_rows(self, facility: Facility) -> list[dict[str, Any]]:
        return [_as_shown(contact) for contact in stored_contacts(facility)]

    def seen(self) -> str:
        return fingerprint(contacts_seen(self.facility))

    def submit(self, seen: str) -> bool:
        return services.set_staff_contacts(
            actor=self.person,
            listing_id=self.facility.listing.pk,
            contacts=[services.Contact(**row) for row in self.rows],
            seen=seen,
        )


def _as_shown(contact: services.Contact) -> dict[str, str]:
    phone = phone_in_words(contact.phone).replace(words.NBSP, " ") if contact.phone else ""
    return asdict(contact) | {"phone": phone}


def _read(facility: Facility, person: Person) -> Shown:
    return Shown(more={"contacts": [_as_shown(contact) for contact in stored_contacts(facility)]})


STAFF = Section(
    slug="personnes-de-contact",
    title="Personnes de contact",
    icon="people",
    audience=Audience.ONE_ONLY,
    applies=lambda facility: facility.kind not in HOME_KINDS,
    form=StaffForm,
    read=_read,
    read_template="pro/sections/staff.html",
    form_template="pro/sections/rows.html",
    intro="À qui l’ONE peut téléphoner ou écrire, dans cet ordre. Un contact laissé vide ne compte pas.",
    saved="Vos personnes de contact sont enregistrées.",
)
