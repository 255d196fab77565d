"""Contact pour les parents: how they reach the place, as its people choose."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.contacts import (
    normalised_email,
    normalised_facebook,
    normalised_phone,
    normalised_website,
    shown_phone,
)
from portal.facilities.enums import HOME_KINDS
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing
from portal.facilities.services.identification import CONTACT as NAMES
from portal.pro.sections.fields import email_line, line, phone_field
from portal.pro.sections.frame import Audience, Fact, Section, SectionForm, Shown


def contact_fields() -> tuple[Any, Any, Any, Any]:
    """Phone, e-mail, website and Facebook, in the order of `NAMES`."""
    return (
        phone_field("Téléphone ou mobile", "Celui que vous choisissez de montrer aux parents."),
        email_line("Adresse e-mail", "Celle à laquelle les parents vous écrivent."),
        line("Site web", "Exemple\u00a0: www.ma-creche.be", inputmode="url", autocomplete="url"),
        line("Page Facebook", "Exemple\u00a0: www.facebook.com/ma-creche", inputmode="url"),
    )


def contact_initial(facility: Facility) -> dict[str, str]:
    """What is stored, as the fields show it."""
    listing = facility.listing
    stored = {name: getattr(listing, name) for name in NAMES}
    return stored | {"phone": shown_phone(listing.phone)}


def contact_facts(facility: Facility, phone: str) -> tuple[Fact, ...]:
    """The same, to read."""
    listing = facility.listing
    return (
        Fact("Téléphone ou mobile", phone, is_public=True),
        Fact("Adresse e-mail", listing.email, is_public=True),
        Fact("Site web", listing.website, is_public=True),
        Fact("Page Facebook", listing.facebook, is_public=True),
    )


def contact_after(typed: Mapping[str, str]) -> dict[str, Any]:
    """What parents would see of what was typed; what cannot be read is shown as typed."""
    readers = zip(
        NAMES, (normalised_phone, normalised_email, normalised_website, normalised_facebook), strict=True
    )
    return {name: _read_or_typed(read, typed[name]) for name, read in readers}


def _read_or_typed(read: Any, text: str) -> str:
    try:
        return str(read(text))
    except ValidationError:
        return text


class ContactForm(SectionForm):
    """How parents reach the place."""

    names = NAMES
    public_fields = frozenset(NAMES)

    phone, email, website, facebook = contact_fields()

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        return contact_initial(facility)

    def submit(self, seen: str) -> bool:
        return self.state(services.set_contact, seen, **self.cleaned_data)

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, **contact_after(self.cleaned_data))


def _read(facility: Facility, person: Person) -> Shown:
    return Shown(contact_facts(facility, shown_phone(facility.listing.phone)))


CONTACT = Section(
    slug="contact",
    title="Contact pour les parents",
    icon="phone",
    audience=Audience.PARENTS,
    applies=lambda facility: facility.kind not in HOME_KINDS,
    form=ContactForm,
    read=_read,
    saved="Vos coordonnées sont enregistrées.",
)
