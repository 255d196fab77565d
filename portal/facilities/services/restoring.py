"""Putting back what a section said before, and forgetting what was replaced long ago."""

from collections.abc import Collection
from datetime import date, datetime

from portal.facilities.models import ListingVersion
from portal.facilities.services.edit import ListingEdit, locked_listing
from portal.facilities.services.kept_versions import RESTORABLE
from portal.facilities.versions import values_of_version
from portal.kernel.actors import Actor
from portal.kernel.service import service


@service
def restore_version(
    *, actor: Actor, listing_id: int, today: date, version: int, names: Collection[str]
) -> bool:
    """Make these values (names of `RESTORABLE`) what they were in that version; False where they are so.

    A change like any other: checked by the rules of today (`ValidationError` by field), told to the history
    and the search, and itself to be put back. `ListingVersion.DoesNotExist` where nothing of that version was
    kept.
    """
    unknown = set(names) - RESTORABLE
    if unknown:
        raise TypeError(f"cannot be put back: {', '.join(sorted(unknown))}")
    listing = locked_listing(actor, listing_id)
    edit = ListingEdit(actor=actor, listing=listing, today=today, purpose="version antérieure rétablie")
    edit.state(values_of_version(listing, version, names))
    return edit.finish()


@service
def forget_versions(*, actor: Actor, before: datetime) -> int:
    """Forget what was replaced before that moment; how many versions."""
    count, _ = ListingVersion.objects.filter(replaced_at__lt=before).delete()
    return count
