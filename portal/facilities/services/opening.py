"""Opening facilities: one, or many at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.search.backends import get_search_backends

from portal.audit.services import record_modification
from portal.facilities import rules
from portal.facilities.addresses import Address, shown_address
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Listing
from portal.facilities.services.edit import (
    EXACT_ADDRESS_FIELDS,
    STATED_FIELDS,
    plain,
    public_values,
    set_checked,
)
from portal.facilities.services.facility import AuthorisationEffect
from portal.facilities.services.listing_words import write_words
from portal.facilities.services.parts import PARTS
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search import changes
from search.analysis import fold

MAX_AT_ONCE = changes.CHUNK


@dataclass(frozen=True, slots=True)
class FacilityDraft:
    """All that is needed to open one facility with its listing.

    `stated` holds values by the names of `edit.STATED_FIELDS` (`name` at least); `private` the fields of the
    private room that nothing public follows from.
    """

    organiser_id: int
    kind: FacilityKind
    reference_number: str
    address: Address
    effect: AuthorisationEffect
    stated: Mapping[str, Any]
    private: Mapping[str, Any] = field(default_factory=dict)


@service
def open_facility(*, actor: Actor, today: date, draft: FacilityDraft) -> int:
    """Open one facility; returns the id of its listing."""
    return open_facilities(actor=actor, today=today, drafts=[draft])[0]


@service
def open_facilities(*, actor: Actor, today: date, drafts: Sequence[FacilityDraft]) -> list[int]:
    """Open at most `MAX_AT_ONCE` facilities in one transaction; ids of their listings, in the same order."""
    if len(drafts) > MAX_AT_ONCE:
        raise ValueError(f"at most {MAX_AT_ONCE} facilities in one transaction")
    ids = [listing.pk for listing in create_rows(actor, today, drafts)]
    changes.append(ids)
    return ids


def open_in_chunks(*, actor: Actor, today: date, drafts: Iterable[FacilityDraft]) -> Iterator[list[int]]:
    """Open any number of facilities, one transaction a chunk; yields the listings' ids of each chunk."""
    remaining = iter(drafts)
    while chunk := list(islice(remaining, MAX_AT_ONCE)):
        yield open_facilities(actor=actor, today=today, drafts=chunk)


def create_rows(actor: Actor, today: date, drafts: Sequence[FacilityDraft]) -> list[Listing]:
    """For services: check the drafts, write all their rows and tell the history. The caller appends to the
    change log, as its last statement."""
    stated = [_stated(draft, today) for draft in drafts]
    facilities = Facility.objects.bulk_create([_facility(draft) for draft in drafts])
    listings = Listing.objects.bulk_create(
        [
            _listing(draft, facility, values)
            for draft, facility, values in zip(drafts, facilities, stated, strict=True)
        ]
    )
    write_words(listings)
    for name, part in PARTS.items():
        rows = [
            row
            for listing, values in zip(listings, stated, strict=True)
            for row in part.rows(listing, values.get(name, ()))
        ]
        part.model._default_manager.bulk_create(rows)
    for listing, values in zip(listings, stated, strict=True):
        shown = {
            name: (None, plain(name, value)) for name, value in values.items() if value not in ("", None, ())
        }
        record_modification(actor=actor, subject=listing, changes=shown, purpose="ouverture")
    # Rows made in bulk send no signal, by which Wagtail would learn what agents can look for.
    transaction.on_commit(lambda: _index_for_agents(listings))
    return listings


def _stated(draft: FacilityDraft, today: date) -> dict[str, Any]:
    unknown = draft.stated.keys() - STATED_FIELDS
    if unknown:
        raise TypeError(f"not stated by a listing: {', '.join(sorted(unknown))}")
    if not draft.reference_number.strip():
        raise ValidationError({"reference_number": "Indiquez le matricule."})
    rules.check_address(draft.address)
    draft.effect.check()
    values = {"name": "", **draft.stated}
    everything = public_values(Listing()) | values
    return rules.cleaned(values, everything, draft.kind, draft.effect.authorised_capacity, today)


def _facility(draft: FacilityDraft) -> Facility:
    facility = Facility(organiser_id=draft.organiser_id, sector=draft.kind.sector)
    values = {"kind": draft.kind.value, "reference_number": draft.reference_number.strip()}
    values |= {name: getattr(draft.address, name) for name in EXACT_ADDRESS_FIELDS}
    set_checked(facility, values | asdict(draft.effect) | dict(draft.private))
    return facility


def _listing(draft: FacilityDraft, facility: Facility, stated: Mapping[str, Any]) -> Listing:
    listing = Listing(facility=facility)
    scalars = {name: value for name, value in stated.items() if name not in PARTS}
    precision = scalars.get("address_precision", listing.address_precision)
    scalars |= shown_address(draft.address, precision) | {"name_key": fold(scalars["name"])}
    set_checked(listing, scalars)
    return listing


def _index_for_agents(listings: Sequence[Listing]) -> None:
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Listing, listings)
