"""Changes of the facility itself: where it is, what its authorisation allows, how ONE reaches it."""

from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import ValidationError

from portal.facilities import rules
from portal.facilities.addresses import Address
from portal.facilities.contacts import normalised_phone
from portal.facilities.services.edit import ListingEdit, locked_listing
from portal.kernel.actors import Actor
from portal.kernel.service import service


@dataclass(frozen=True, slots=True)
class AuthorisationEffect:
    """What an authorisation, an approval or ONE's own decision allows: days are included on both sides."""

    authorised_capacity: int | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    suspended_from: date | None = None
    suspended_until: date | None = None

    def check(self) -> None:
        """Raise a `ValidationError` by field where the days or the capacity make no sense."""
        problems = rules.Problems()
        if self.authorised_capacity is not None and self.authorised_capacity < 1:
            problems.add("authorised_capacity", "La capacité autorisée est d’au moins une place.")
        if self.in_force_until and not self.in_force_from:
            problems.add("in_force_from", "Indiquez depuis quand la décision est en vigueur.")
        elif self.in_force_until and self.in_force_from and self.in_force_until < self.in_force_from:
            problems.add("in_force_until", "La fin doit suivre le début.")
        if self.suspended_until and not self.suspended_from:
            problems.add("suspended_from", "Indiquez depuis quand la décision est suspendue.")
        elif self.suspended_until and self.suspended_from and self.suspended_until < self.suspended_from:
            problems.add("suspended_until", "La fin de la suspension doit suivre son début.")
        problems.raise_any()


@service
def move_facility(*, actor: Actor, listing_id: int, today: date, address: Address) -> bool:
    """The exact address; parents see it, or its neighbourhood, as the listing's precision says."""
    rules.check_address(address)
    edit = ListingEdit(actor=actor, listing=locked_listing(listing_id), today=today, purpose="adresse")
    edit.move(address)
    return edit.finish()


@service
def set_authorisation_effect(
    *, actor: Actor, listing_id: int, today: date, effect: AuthorisationEffect
) -> bool:
    """Capacity, first and last day in force, suspension: the only writer of these fields."""
    effect.check()
    edit = ListingEdit(actor=actor, listing=locked_listing(listing_id), today=today, purpose="autorisation")
    edit.change_facility(asdict(effect))
    return edit.finish()


@service
def set_private_contact(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    postal_street: str,
    postal_postcode: str,
    postal_locality: str,
    emergency_mobile: str,
) -> bool:
    """The postal address and the emergency mobile: for ONE only, so no document changes."""
    try:
        mobile = normalised_phone(emergency_mobile)
    except ValidationError as error:
        raise ValidationError({"emergency_mobile": error.messages}) from error
    edit = ListingEdit(
        actor=actor, listing=locked_listing(listing_id), today=today, purpose="coordonnées privées"
    )
    edit.change_facility(
        {
            "postal_street": postal_street.strip(),
            "postal_postcode": postal_postcode.strip(),
            "postal_locality": postal_locality.strip(),
            "emergency_mobile": mobile,
        }
    )
    return edit.finish()
