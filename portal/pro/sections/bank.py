"""Coordonnées bancaires: covered here, on a page of their own after a strong login."""

from django.urls import reverse

from portal.accounts.person import Person
from portal.facilities.bank_access import covered_account
from portal.facilities.models import Facility
from portal.pro.sections.frame import Audience, Fact, Section, Shown


def _read(facility: Facility, person: Person) -> Shown:
    return Shown(
        (Fact("Numéro de compte (IBAN)", covered_account(person, facility.organiser)),),
        f"Le compte sur lequel l’ONE verse les subsides de {facility.organiser.name}.",
    )


BANK = Section(
    slug="banque",
    title="Coordonnées bancaires",
    icon="euro",
    audience=Audience.ONE_ONLY,
    read=_read,
    link=lambda facility: (
        "Voir et modifier",
        reverse("pro:bank_account", args=[facility.organiser_id]),
    ),
)
