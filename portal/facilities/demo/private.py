"""What only ONE sees of a demonstration facility: invented, and it says so."""

from datetime import date

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.facilities import services
from portal.facilities.enums import HOME_KINDS, FacilityKind
from portal.facilities.models import Facility
from portal.kernel.actors import Actor

# The number of our own examples, and numbers of the register that nobody has.
ENTERPRISE_NUMBER = "0123456749"
NISS = {FacilityKind.INDEPENDENT_CHILDMINDER: "90011555519", FacilityKind.CO_CHILDMINDERS: "88020144430"}
PARTNER_NISS = "79091833373"
_INVENTED = "(personne fictive)"


def give_private_values(*, actor: Actor, user: User, facility: Facility, today: date) -> None:
    """To a facility of this fictitious holder; the organiser is stated as by the holder."""
    listing_id = facility.listing.pk
    services.set_postal_address(
        actor=actor,
        listing_id=listing_id,
        today=today,
        postal_street="Rue Inventée 12",
        postal_postcode="5000",
        postal_locality="Namur",
    )
    services.set_emergency_mobile(
        actor=actor, listing_id=listing_id, today=today, emergency_mobile="0470 00 00 00"
    )
    if facility.kind in HOME_KINDS:
        _of_a_home(actor, user, facility, today)
    else:
        _of_an_organiser(actor, user, facility)


def _of_a_home(actor: Actor, user: User, facility: Facility, today: date) -> None:
    listing = facility.listing
    services.set_identification(
        actor=actor,
        listing_id=listing.pk,
        today=today,
        first_name=user.first_name,
        last_name=user.last_name,
        niss=NISS.get(FacilityKind(facility.kind), ""),
        enterprise_number=ENTERPRISE_NUMBER,
        phone=str(listing.phone or ""),
        email=listing.email,
        website=listing.website,
        facebook=listing.facebook,
    )
    if facility.kind == FacilityKind.CO_CHILDMINDERS:
        services.set_co_care_partner(
            actor=actor,
            listing_id=listing.pk,
            first_name="Mireille",
            last_name=f"Bastin {_INVENTED}",
            niss=PARTNER_NISS,
            denomination="Les deux tilleuls",
        )


def _of_an_organiser(actor: Actor, user: User, facility: Facility) -> None:
    services.state_organiser(
        actor=person_of(user, LoginLevel.EID),
        organiser_id=facility.organiser_id,
        name=facility.organiser.name,
        enterprise_number=ENTERPRISE_NUMBER,
    )
    services.set_staff_contacts(
        actor=actor,
        listing_id=facility.listing.pk,
        contacts=[
            services.Contact(user.get_full_name(), "responsable", "0470 00 00 01", user.email),
            services.Contact(f"Amina Diallo {_INVENTED}", "secrétaire", "", "amina@demo.example"),
        ],
    )
