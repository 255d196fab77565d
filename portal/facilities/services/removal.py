"""Taking facilities away for good: fictitious ones, and those opened by mistake."""

from collections.abc import Iterator, Sequence

from portal.audit.services import record_modification
from portal.facilities.models import Childminder, CoCarePartner, Facility, Listing, StaffContact
from portal.facilities.services.parts import PARTS
from portal.kernel.actors import Actor
from portal.kernel.service import service
from search import changes


@service
def remove_facilities(*, actor: Actor, listing_ids: Sequence[int]) -> int:
    """Remove at most 500 facilities with their listings; the history keeps that they were. How many."""
    if len(listing_ids) > changes.CHUNK:
        raise ValueError(f"at most {changes.CHUNK} facilities in one transaction")
    listings = list(Listing.objects.filter(pk__in=listing_ids).order_by("pk"))
    for listing in listings:
        record_modification(
            actor=actor, subject=listing, changes={"name": (listing.name, None)}, purpose="suppression"
        )
    for part in PARTS.values():
        part.model._default_manager.filter(listing__in=listings).delete()
    Listing.objects.filter(pk__in=[listing.pk for listing in listings]).delete()
    facility_ids = [listing.facility_id for listing in listings]
    for model in (Childminder, CoCarePartner, StaffContact):
        model._default_manager.filter(facility__in=facility_ids).delete()
    Facility.objects.filter(pk__in=facility_ids).delete()
    changes.append(listing_ids)
    return len(listings)


def remove_in_chunks(*, actor: Actor, listing_ids: Sequence[int]) -> Iterator[int]:
    """Remove any number, one transaction a chunk; yields how many are gone so far."""
    done = 0
    for start in range(0, len(listing_ids), changes.CHUNK):
        done += remove_facilities(actor=actor, listing_ids=listing_ids[start : start + changes.CHUNK])
        yield done
