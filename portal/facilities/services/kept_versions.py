"""What a change of a listing replaces is kept, so that it can be put back: the form in which it is."""

from collections.abc import Mapping
from typing import Any

from portal.audit.models import AuditEntry
from portal.facilities.models import Listing, ListingVersion
from portal.facilities.public import PublicOpening

# What can be put back. Not the availability: an old statement of it is not true any more. Not what ONE
# decides, nor the switches: they are one tap.
RESTORABLE = frozenset(
    {
        "name", "phone", "email", "website", "facebook", "description", "pedagogical_project", "outings",
        "outdoor_space", "rest_area", "average_group_size", "opening", "ages",
    }
)  # fmt: skip


def keep_version(listing: Listing, replaced: Mapping[str, Any], entry: AuditEntry) -> None:
    """For `ListingEdit`: keep these values, by name, under the version that had them."""
    values = {name: _encoded(name, value) for name, value in replaced.items() if name in RESTORABLE}
    if values:
        ListingVersion.objects.create(
            listing=listing,
            version=listing.version - 1,
            entry_id=entry.pk,
            replaced_at=entry.at,
            values=values,
        )


def decoded(name: str, value: Any) -> Any:
    """A kept value in the form that a listing has it in."""
    if name == "opening":
        return tuple(PublicOpening(*part) for part in value)
    if name == "ages":
        return tuple((youngest, oldest) for youngest, oldest in value)
    return value


def _encoded(name: str, value: Any) -> Any:
    if name == "opening":
        return [[part.weekday, part.start, part.end] for part in value]
    return [list(pair) for pair in value] if name == "ages" else value
