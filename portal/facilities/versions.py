"""Earlier versions of a listing: what its sections said, and who replaced that.

Kept is what each change replaced. What was said before one of them is what is said now, with everything put
back that was replaced since.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from portal.audit.models import AuditEntry
from portal.audit.words import ChangeInWords, name_in_words, value_in_words
from portal.facilities.models import Listing, ListingVersion
from portal.facilities.services.edit import plain, public_values
from portal.facilities.services.kept_versions import decoded

SHOWN_AT_ONCE = 20
_LISTING = Listing._meta.label_lower


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What some values of a listing were until a change of them: when, and by whom as the history has it."""

    version: int
    replaced_at: datetime
    replaced_by: str
    values: Mapping[str, Any]
    # What putting it back would change of today's: of each value its name, as it is and as it was, in words.
    differences: tuple[ChangeInWords, ...]


def earlier_versions(listing: Listing, names: Collection[str]) -> list[EarlierVersion]:
    """What these values (names of `RESTORABLE`) were, the latest first; `SHOWN_AT_ONCE` at most.

    Of a listing that an access function has given.
    """
    found = list(islice(_backwards(listing, names), SHOWN_AT_ONCE))
    entries = AuditEntry.objects.in_bulk([row.entry_id for row, _ in found])
    now = public_values(listing)
    return [
        EarlierVersion(
            row.version,
            row.replaced_at,
            _author(entries.get(row.entry_id)),
            values,
            tuple(_in_words(name, now[name], then) for name, then in values.items() if then != now[name]),
        )
        for row, values in found
    ]


def values_of_version(listing: Listing, version: int, names: Collection[str]) -> dict[str, Any]:
    """What these values were in one version; `ListingVersion.DoesNotExist` where it did not say them last."""
    for row, values in _backwards(listing, names):
        if row.version == version:
            return values
    raise ListingVersion.DoesNotExist


def _backwards(listing: Listing, names: Collection[str]) -> Iterator[tuple[ListingVersion, dict[str, Any]]]:
    """From the latest change of one of these values to the first: its row, and all of them before it."""
    values = {name: value for name, value in public_values(listing).items() if name in names}
    for row in listing.versions.order_by("-version").iterator(chunk_size=100):
        replaced = {name: decoded(name, value) for name, value in row.values.items() if name in names}
        if replaced:
            values = values | replaced
            yield row, values


def _in_words(name: str, now: Any, then: Any) -> ChangeInWords:
    before, after = (value_in_words(_LISTING, name, plain(name, value)) for value in (now, then))
    return ChangeInWords(name_in_words(_LISTING, name), before, after)


def _author(entry: AuditEntry | None) -> str:
    return entry.actor_label if entry else ""
