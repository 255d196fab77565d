"""Coordonnées bancaires: covered here, on a page of their own after a strong login."""

from django.urls import reverse

from portal.accounts.person import Person
from portal.facilities.bank_access import covered_account
from portal.facilities.bank_standing import Standing, standing_of
from portal.facilities.models import Facility
from portal.pro.sections.frame import Audience, Fact, Section, Shown

_STANDINGS = {
    Standing.NO_ACCOUNT: "",
    Standing.NO_STATEMENT: "",
    Standing.WAITING: "En attente de validation par l’ONE",
    Standing.REFUSED: "Refusé\u00a0: le motif est sur la page des coordonnées bancaires",
    Standing.VALIDATED: "Validé par l’ONE",
}


def _read(facility: Facility, person: Person) -> Shown:
    return Shown(
        (
            Fact("Numéro de compte (IBAN)", covered_account(person, facility.organiser)),
            Fact("Relevé d’identité bancaire", _STANDINGS[standing_of(facility.organiser).standing]),
        ),
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
