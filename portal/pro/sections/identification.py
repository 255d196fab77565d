"""Identification of a childminder: who she is, for ONE, and how parents reach her."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.views.decorators.debug import sensitive_variables

from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.contacts import shown_enterprise_number, shown_phone
from portal.facilities.enums import HOME_KINDS
from portal.facilities.models import Childminder, Facility
from portal.facilities.niss_access import person_of_facility
from portal.facilities.public import PublicListing
from portal.facilities.services.identification import CONTACT, stored_identification
from portal.facilities.services.seen import fingerprint
from portal.pro.sections.contact import contact_after, contact_facts, contact_fields, contact_initial
from portal.pro.sections.fields import enterprise_number_field, line
from portal.pro.sections.frame import Audience, Fact, Section, Shown
from portal.pro.sections.known_person import TEMPLATE, KnownPersonForm, niss_fact

SLUG = "identification"


class IdentificationForm(KnownPersonForm):
    """Of the person who looks after the children."""

    model, slug = Childminder, SLUG
    # Of the listing: what parents read. Who she is has no versions: the history keeps no value of it.
    names = CONTACT
    public_fields = frozenset(CONTACT)
    field_order: Sequence[str] = ("first_name", "last_name", "niss", "enterprise_number", *CONTACT)

    first_name = line("Prénom", required=True, autocomplete="given-name")
    last_name = line("Nom", required=True, autocomplete="family-name")
    enterprise_number = enterprise_number_field()
    phone, email, website, facebook = contact_fields()

    @sensitive_variables()
    def initial_of(self, facility: Facility) -> dict[str, Any]:
        number = shown_enterprise_number(facility.organiser.enterprise_number)
        return {
            **self.known.values,
            **contact_initial(facility),
            "niss": self.known.niss,
            "enterprise_number": number,
        }

    def seen(self) -> str:
        return fingerprint(stored_identification(self.facility))

    def submit(self, seen: str) -> bool:
        return self.state(services.set_identification, seen, **self.cleaned_data)

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, **contact_after(self.cleaned_data))


@sensitive_variables()
def _read(facility: Facility, person: Person) -> Shown:
    known = person_of_facility(person, facility, Childminder)
    number = shown_enterprise_number(facility.organiser.enterprise_number)
    return Shown(
        (
            Fact("Prénom", known.values["first_name"]),
            Fact("Nom", known.values["last_name"]),
            niss_fact(known),
            Fact("Numéro d’entreprise", number),
            *contact_facts(facility, shown_phone(facility.listing.phone)),
        ),
        "Le numéro de registre national et le numéro d’entreprise ne sont jamais publiés.",
    )


IDENTIFICATION = Section(
    slug=SLUG,
    title="Identification",
    icon="child",
    audience=Audience.PARTLY,
    applies=lambda facility: facility.kind in HOME_KINDS,
    form=IdentificationForm,
    read=_read,
    form_template=TEMPLATE,
    saved="Vos coordonnées sont enregistrées.",
)
