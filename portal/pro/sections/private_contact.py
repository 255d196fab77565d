"""How ONE reaches a facility: by post, and in an emergency."""

from typing import Any

from portal.accounts.person import Person
from portal.facilities import services
from portal.facilities.contacts import shown_phone
from portal.facilities.models import Facility
from portal.facilities.services.facility import EMERGENCY_MOBILE, POSTAL_ADDRESS
from portal.pro.sections.fields import line
from portal.pro.sections.frame import Audience, Fact, Section, SectionForm, Shown


class PostalForm(SectionForm):
    """Where ONE writes to."""

    names = POSTAL_ADDRESS

    postal_street = line("Rue, numéro et boîte", autocomplete="street-address")
    postal_postcode = line("Code postal", inputmode="numeric", autocomplete="postal-code")
    postal_locality = line("Localité", autocomplete="address-level2")

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        return {name: getattr(facility, name) for name in self.base_fields}

    def submit(self, seen: str) -> bool:
        return self.state(services.set_postal_address, seen, **self.cleaned_data)


class EmergencyForm(SectionForm):
    """Which number ONE calls in an emergency."""

    names = EMERGENCY_MOBILE

    emergency_mobile = line(
        "Numéro mobile d’urgence",
        "L’ONE vous appelle à ce numéro en cas d’urgence. Exemple\u00a0: 0470 12 34 56",
        inputmode="tel",
        autocomplete="tel",
    )

    def initial_of(self, facility: Facility) -> dict[str, Any]:
        return {"emergency_mobile": shown_phone(facility.emergency_mobile)}

    def submit(self, seen: str) -> bool:
        return self.state(services.set_emergency_mobile, seen, **self.cleaned_data)


def _read_postal(facility: Facility, person: Person) -> Shown:
    locality = f"{facility.postal_postcode} {facility.postal_locality}".strip()
    return Shown(
        (
            Fact("Rue, numéro et boîte", facility.postal_street),
            Fact("Localité", locality),
        ),
        "" if facility.postal_street else "Sans adresse courrier, l’ONE écrit à l’adresse du lieu.",
    )


def _read_emergency(facility: Facility, person: Person) -> Shown:
    return Shown((Fact("Numéro mobile d’urgence", shown_phone(facility.emergency_mobile)),))


POSTAL = Section(
    slug="adresse-courrier",
    title="Adresse courrier",
    icon="mail",
    audience=Audience.ONE_ONLY,
    form=PostalForm,
    read=_read_postal,
    intro="Si vous recevez le courrier de l’ONE ailleurs qu’à l’adresse du lieu. En Belgique.",
    saved="Votre adresse courrier est enregistrée.",
)
EMERGENCY = Section(
    slug="mobile-d-urgence",
    title="Numéro mobile d’urgence",
    icon="phone",
    audience=Audience.ONE_ONLY,
    form=EmergencyForm,
    read=_read_emergency,
    saved="Votre numéro mobile d’urgence est enregistré.",
)
