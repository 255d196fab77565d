"""Changes of the facility itself: where it is, what its authorisation allows, how ONE reaches it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.accounts.rights import Right
from portal.facilities import rules
from portal.facilities.addresses import Address
from portal.facilities.authorisation_notices import tell_decision_recorded
from portal.facilities.contacts import normalised_mobile
from portal.facilities.models import Facility
from portal.facilities.services.edit import EXACT_ADDRESS_FIELDS, ListingEdit, locked_listing
from portal.kernel.actors import Actor
from portal.kernel.service import service

# What a form has seen of the effect, and of the address: see `edit.values_named`.
EFFECT_NAMES = tuple(
    f"facility.{name}"
    for name in (
        "authorised_capacity", "in_force_from", "in_force_until", "suspended_from", "suspended_until",
        "is_withdrawn", "decided_on", "decision_reference", "decision_reason",
    )
)  # fmt: skip
MAX_REFERENCE, MAX_REASON = 60, 500
ADDRESS_NAMES = ("address_precision", *(f"facility.{name}" for name in sorted(EXACT_ADDRESS_FIELDS)))


@dataclass(frozen=True, slots=True)
class AuthorisationEffect:
    """What an authorisation, an approval or ONE's own decision allows: days are included on both sides."""

    authorised_capacity: int | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    suspended_from: date | None = None
    suspended_until: date | None = None
    # The last day in force is the one before a withdrawal.
    is_withdrawn: bool = False

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
        if self.is_withdrawn and not self.in_force_until:
            problems.add("in_force_until", "Indiquez à partir de quand la décision est retirée.")
        problems.raise_any()

    def takes_away_from(self, facility: Facility) -> bool:
        """Whether it suspends or withdraws what is neither yet: that is never done without a reason."""
        suspends = self.suspended_from is not None and self.suspended_from != facility.suspended_from
        return suspends or (self.is_withdrawn and not facility.is_withdrawn)


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """By which decision of ONE an effect is so, as an agent records it: its people read all of it."""

    decided_on: date
    reference: str
    reason: str = ""

    def checked(self, today: date, *, needs_reason: bool) -> dict[str, Any]:
        """The values that are kept, or a `ValidationError` by field."""
        problems = rules.Problems()
        kept = {
            "decision_reference": rules.one_line(self.reference),
            "decision_reason": rules.prose(self.reason),
        }
        if self.decided_on > today:
            problems.add("decided_on", "La décision est d’aujourd’hui ou d’un jour passé.")
        if not kept["decision_reference"]:
            problems.add("reference", "Indiquez la référence de la décision.")
        elif len(kept["decision_reference"]) > MAX_REFERENCE:
            problems.add("reference", f"{MAX_REFERENCE} caractères au plus.")
        if needs_reason and not kept["decision_reason"]:
            problems.add("reason", "Indiquez le motif\u00a0: le professionnel le lit.")
        elif len(kept["decision_reason"]) > MAX_REASON:
            problems.add("reason", f"{MAX_REASON} caractères au plus.")
        problems.raise_any()
        return {"decided_on": self.decided_on, **kept}


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
    *,
    actor: Actor,
    listing_id: int,
    today: date,
    effect: AuthorisationEffect,
    decision: RecordedDecision | None = None,
    seen: str | None = None,
) -> bool:
    """Capacity, first and last day in force, suspension, withdrawal: the only writer of these fields.

    `decision`: recorded by an agent, with its date and reference, and told to whoever runs the place; None:
    by a procedure that tells it itself. `seen`: see `sections`, of `EFFECT_NAMES`.
    """
    problems = rules.Problems()
    with problems.gathering():
        effect.check()
    values = asdict(effect)
    listing = locked_listing(actor, listing_id, right=Right.RECORD_AUTHORISATION, by_one=True)
    if decision is not None:
        with problems.gathering():
            values |= decision.checked(today, needs_reason=effect.takes_away_from(listing.facility))
    problems.raise_any()
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="autorisation")
    edit.change_facility(values)
    edit.expect(EFFECT_NAMES, seen)
    if decision is not None and edit.check():
        tell_decision_recorded(actor, listing)
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
