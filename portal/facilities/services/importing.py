"""Writing what a list from elsewhere says, beside the row that said it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.facilities import rules
from portal.facilities.addresses import Address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import ImportedRow, Organiser
from portal.facilities.services.edit import ListingEdit, locked_listing
from portal.facilities.services.opening import FacilityDraft, create_rows
from portal.facilities.services.organisers import register_organiser
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search import changes as change_log
from search.analysis import fold


@dataclass(frozen=True, slots=True)
class RowChanges:
    """What a row says differently than the last time; None and empty where it does not."""

    stated: Mapping[str, Any]
    address: Address | None
    kind: FacilityKind | None


@service
def open_from_row(
    *, actor: Actor, today: date, draft: FacilityDraft, key: str, row: Mapping[str, str]
) -> int:
    """Open a facility and keep the row that it comes from; returns the id of its listing."""
    (listing,) = create_rows(actor, today, [draft])
    ImportedRow.objects.create(facility_id=listing.facility_id, key=key, row=dict(row))
    change_log.append([listing.pk])
    return listing.pk


@service
def apply_row(
    *, actor: Actor, today: date, listing_id: int, row: Mapping[str, str], changes: RowChanges
) -> bool:
    """Change what the list changed, and keep the new row. False where the listing was so already."""
    listing = locked_listing(actor, listing_id)
    ImportedRow.objects.filter(facility=listing.facility).update(row=dict(row))
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="import")
    edit.state(changes.stated)
    if changes.address is not None:
        rules.check_address(changes.address)
        edit.move(changes.address)
    if changes.kind is not None:
        edit.change_facility({"kind": changes.kind.value, "sector": changes.kind.sector.value})
    return edit.finish()


def organiser_named(*, actor: Actor, name: str) -> int:
    """The id of the organiser of that name, registered where there is none yet."""
    same = Organiser.objects.filter(name_key=fold(name), name=name)
    known = same.order_by("pk").values_list("pk", flat=True).first()
    return known if known is not None else register_organiser(actor=actor, name=name).pk
