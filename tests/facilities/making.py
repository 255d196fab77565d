"""Facilities and listings for tests, opened by the services as everybody must."""

from datetime import date
from typing import Any

from django.forms.models import model_to_dict

from portal.audit.models import AuditEntry
from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Listing, Organiser
from portal.facilities.services import (
    AuthorisationEffect,
    FacilityDraft,
    open_facility,
    register_organiser,
)
from portal.kernel.actors import SystemActor
from search import changes

ACTOR = SystemActor("essais")
TODAY = date(2026, 3, 2)  # a Monday
ADDRESS = Address("Rue du Moulin", "12", "3", "5000", "Namur", "Namur", 50.4669, 4.8675)
IN_FORCE = AuthorisationEffect(authorised_capacity=14, in_force_from=date(2020, 1, 1))


def make_organiser(name: str = "Les Tilleuls ASBL") -> Organiser:
    """An organiser without enterprise number."""
    return register_organiser(actor=ACTOR, name=name)


def make_draft(
    reference_number: str = "M-1",
    kind: FacilityKind = FacilityKind.CRECHE,
    organiser: Organiser | None = None,
    address: Address = ADDRESS,
    effect: AuthorisationEffect = IN_FORCE,
    private: dict[str, Any] | None = None,
    **stated: Any,
) -> FacilityDraft:
    """A visible crèche in Namur, authorised since 2020 for 14 places, unless told otherwise."""
    return FacilityDraft(
        organiser_id=(organiser or make_organiser()).pk,
        kind=kind,
        reference_number=reference_number,
        address=address,
        effect=effect,
        stated={"name": "Les Petits Pas", "visible": True} | stated,
        private=private or {},
    )


def make_listing(**changes: Any) -> Listing:
    """The listing of a facility opened from `make_draft(**changes)`."""
    listing_id = open_facility(actor=ACTOR, today=TODAY, draft=make_draft(**changes))
    return Listing.objects.get(pk=listing_id)


def everything() -> list[Any]:
    """All rows of the domain, to see that nothing changed."""
    listings = Listing.objects.order_by("pk")
    parts = [
        list(getattr(listing, name).values_list().order_by("pk"))
        for listing in listings
        for name in ("opening_ranges", "free_places", "unavailability_periods", "groups")
    ]
    return [
        [model_to_dict(row) | {"version": row.version} for row in listings],
        [model_to_dict(row) for row in Facility.objects.order_by("pk")],
        list(Organiser.objects.order_by("pk").values_list()),
        parts,
        AuditEntry.objects.count(),
        changes.head(),
    ]
