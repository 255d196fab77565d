"""Pouvoir organisateur of a crèche, a SAE or a place of accueil temps libre."""

from dataclasses import replace
from typing import Any

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities import rules, services
from portal.facilities.contacts import shown_enterprise_number
from portal.facilities.enums import HOME_KINDS, Sector
from portal.facilities.facility_access import may_on_each
from portal.facilities.models import Facility
from portal.facilities.public import PublicListing
from portal.facilities.services.organisers import organiser_seen
from portal.facilities.services.seen import fingerprint
from portal.pro.sections.fields import enterprise_number_field, line
from portal.pro.sections.frame import Audience, Fact, Section, SectionForm, Shown


class OrganiserForm(SectionForm):
    """Its name, which parents read, and its number."""

    public_fields = frozenset({"name"})

    name = line(
        "Nom du pouvoir organisateur",
        "Tel que les parents le lisent, sur la fiche de chacun de vos lieux.",
        required=True,
        autocomplete="organization",
    )
    enterprise_number = enterprise_number_field()

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        stored = organiser_seen(facility.organiser)
        return stored | {"enterprise_number": shown_enterprise_number(stored["enterprise_number"])}

    def seen(self) -> str:
        return fingerprint(organiser_seen(self.facility.organiser))

    def submit(self, seen: str) -> bool:
        return services.state_organiser(
            actor=self.person, organiser_id=self.facility.organiser_id, seen=seen, **self.cleaned_data
        )

    def public_after(self, public: PublicListing) -> PublicListing:
        return replace(public, organiser=rules.one_line(self.cleaned_data["name"]))


def _read(facility: Facility, person: Person) -> Shown:
    number = shown_enterprise_number(facility.organiser.enterprise_number)
    return Shown(
        (
            Fact("Nom du pouvoir organisateur", facility.organiser.name, is_public=True),
            Fact("Numéro d’entreprise", number),
        ),
        "Le numéro d’entreprise n’est jamais publié.",
    )


ORGANISER = Section(
    slug="pouvoir-organisateur",
    title="Pouvoir organisateur",
    icon="people",
    audience=Audience.PARTLY,
    applies=lambda facility: facility.kind not in HOME_KINDS and facility.sector != Sector.SUPPORT,
    form=OrganiserForm,
    may_edit=lambda facility, person: may_on_each(person, Right.EDIT_LISTING, facility.organiser),
    read=_read,
    saved="Les données du pouvoir organisateur sont enregistrées.",
)
