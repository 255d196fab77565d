"""Co-accueil: with whom a childminder works."""

from collections.abc import Sequence
from typing import Any

from django.views.decorators.debug import sensitive_variables

from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.enums import FacilityKind
from portal.facilities.models import CoCarePartner, Facility
from portal.facilities.niss_access import person_of_facility
from portal.facilities.services.identification import stored_co_care
from portal.facilities.services.seen import fingerprint
from portal.pro.sections.fields import line
from portal.pro.sections.frame import Audience, Fact, Section, Shown
from portal.pro.sections.known_person import TEMPLATE, KnownPersonForm, niss_fact

SLUG = "co-accueil"


class CoCareForm(KnownPersonForm):
    """Of the partner."""

    model, slug = CoCarePartner, SLUG
    field_order: Sequence[str] = ("first_name", "last_name", "niss", "denomination")

    first_name = line("Prénom", required=True)
    last_name = line("Nom", required=True)
    denomination = line("Dénomination", "Le nom de votre co-accueil, s’il en a un.")

    @sensitive_variables()
    def initial_of(self, facility: Facility) -> dict[str, Any]:
        return {**self.known.values, "niss": self.known.niss}

    def seen(self) -> str:
        return fingerprint(stored_co_care(self.facility))

    def submit(self, seen: str) -> bool:
        return services.set_co_care_partner(
            actor=self.person, listing_id=self.facility.listing.pk, seen=seen, **self.cleaned_data
        )


@sensitive_variables()
def _read(facility: Facility, person: Person) -> Shown:
    known = person_of_facility(person, facility, CoCarePartner)
    return Shown(
        (
            Fact("Prénom", known.values["first_name"]),
            Fact("Nom", known.values["last_name"]),
            niss_fact(known),
            Fact("Dénomination", known.values["denomination"]),
        )
    )


CO_CARE = Section(
    slug=SLUG,
    title="Partenaire de co-accueil",
    icon="people",
    audience=Audience.ONE_ONLY,
    applies=lambda facility: facility.kind == FacilityKind.CO_CHILDMINDERS,
    form=CoCareForm,
    read=_read,
    form_template=TEMPLATE,
    saved="Les données de votre partenaire de co-accueil sont enregistrées.",
)
