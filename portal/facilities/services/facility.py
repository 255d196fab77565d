"""Changes of the facility itself: where it is, what its authorisation allows, how ONE reaches it."""

from dataclasses import asdict, dataclass
from datetime import date

from portal.facilities import rules
from portal.facilities.addresses import Address
from portal.facilities.contacts import normalised_mobile
from portal.facilities.services.edit import EXACT_ADDRESS_FIELDS, ListingEdit, locked_listing
from portal.kernel.actors import Actor
from portal.kernel.service import service

# What a form of the address has seen: see `edit.values_named`.
ADDRESS_NAMES = ("address_precision", *(f"facility.{name}" for name in sorted(EXACT_ADDRESS_FIELDS)))


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
def set_address(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    address: Address,
    precision: str,
    seen: str | None = None,
) -> bool:
    """The exact address, and how much of it parents see, together: no moment shows more than was chosen.

    `seen`: see `sections`.
    """
    rules.check_address(address)
    edit = ListingEdit(actor=actor, listing=locked_listing(actor, listing_id), today=today, purpose="adresse")
    edit.move(address)
    edit.state({"address_precision": precision})
    edit.expect(ADDRESS_NAMES, seen)
    return edit.finish()


@service
def set_authorisation_effect(
    *, actor: Actor, listing_id: int, today: date, effect: AuthorisationEffect
) -> bool:
    """Capacity, first and last day in force, suspension: the only writer of these fields."""
    effect.check()
    listing = locked_listing(actor, listing_id, by_one=True)
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="autorisation")
    edit.change_facility(asdict(effect))
    return edit.finish()


POSTAL_ADDRESS = ("facility.postal_street", "facility.postal_postcode", "facility.postal_locality")
EMERGENCY_MOBILE = ("facility.emergency_mobile",)


@service
def set_postal_address(
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    postal_street: str,
    postal_postcode: str,
    postal_locality: str,
    seen: str | None = None,
) -> bool:
    """Where ONE writes to, whole or empty: empty, the letters go to the place itself. No document changes."""
    values = {
        "postal_street": rules.one_line(postal_street),
        "postal_postcode": postal_postcode.strip(),
        "postal_locality": rules.one_line(postal_locality),
    }
    rules.check_postal_address(**values)
    edit = ListingEdit(
        actor=actor, listing=locked_listing(actor, listing_id), today=today, purpose="adresse courrier"
    )
    edit.change_facility(values)
    edit.expect(POSTAL_ADDRESS, seen)
    return edit.finish()


@service
def set_emergency_mobile(
    *, actor: Actor, listing_id: int, today: date, emergency_mobile: str, seen: str | None = None
) -> bool:
    """The number that ONE calls in an emergency, or none. No document changes."""
    problems = rules.Problems()
    with problems.gathering("emergency_mobile"):
        emergency_mobile = normalised_mobile(emergency_mobile)
    problems.raise_any()
    edit = ListingEdit(
        actor=actor, listing=locked_listing(actor, listing_id), today=today, purpose="mobile d’urgence"
    )
    edit.change_facility({"emergency_mobile": emergency_mobile})
    edit.expect(EMERGENCY_MOBILE, seen)
    return edit.finish()
