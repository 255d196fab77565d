"""One change of a facility and its listing, from what was asked to the last entry of the change log.

Every service that changes a listing goes through `ListingEdit`: there is one place that compares, checks,
writes, tells the history and tells the search, in that order. Asking for what is already so writes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Model

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.audit.models import AuditEntry
from portal.audit.services import masked, record_modification
from portal.facilities import rules
from portal.facilities.addresses import Address, shown_address
from portal.facilities.enums import AddressPrecision, FacilityKind
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility, Listing
from portal.facilities.services.kept_versions import keep_version
from portal.facilities.services.listing_words import NAMED_BY, replace_words
from portal.facilities.services.parts import PARTS
from portal.facilities.services.seen import check_seen
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.stale import refuse_stale
from search import changes
from search.analysis import fold

# What a professional or an agent states of a listing. The address is not among them: it follows from the
# facility's (`addresses.shown_address`).
STATED_FIELDS = frozenset(
    {
        "name", "visible", "noindex", "address_precision", "phone", "email", "website", "facebook",
        "description", "pedagogical_project", "outings", "outdoor_space", "rest_area",
        "average_group_size", "tariff", "subsidy_level", "availability", "available_from", "confirmed_on",
        *PARTS,
    }
)  # fmt: skip
EXACT_ADDRESS_FIELDS = frozenset(
    {"street", "house_number", "box", "postcode", "locality", "latitude", "longitude"}
)
SHOWN_ADDRESS_FIELDS = EXACT_ADDRESS_FIELDS | {"commune"}
_HIDDEN_OF_A_HOME = frozenset({"street", "house_number", "box", "latitude", "longitude"})
# What a listing shows of its facility, or the days on which it is public follow from.
EFFECT_FIELDS = frozenset(
    {
        "organiser_id", "kind", "sector", "authorised_capacity", "in_force_from", "in_force_until",
        "suspended_from", "suspended_until",
    }
)  # fmt: skip
# The only fields of a facility whose values the history shows: also by which decision they are so.
_TOLD_FIELDS = EFFECT_FIELDS | {"is_withdrawn", "decided_on", "decision_reference", "decision_reason"}


class ListingEdit:
    """Collects changes of one listing and its facility; `finish` checks and writes them together."""

    def __init__(self, *, actor: Actor, listing: Listing, today: date, purpose: str) -> None:
        self.listing = listing
        self._actor, self._today, self._purpose = actor, today, purpose
        self._stated: dict[str, Any] = {}
        self._facility: dict[str, Any] = {}
        self._address: Address | None = None
        self._seen: tuple[tuple[str, ...], str | None] = ((), None)

    def state(self, values: Mapping[str, Any]) -> None:
        """Public values: names of `STATED_FIELDS`."""
        unknown = values.keys() - STATED_FIELDS
        if unknown:
            raise TypeError(f"not stated by a listing: {', '.join(sorted(unknown))}")
        self._stated.update(values)

    def move(self, address: Address) -> None:
        """The exact address. What parents see of it follows from the precision they are shown."""
        self._address = address
        self._facility.update({name: getattr(address, name) for name in EXACT_ADDRESS_FIELDS})

    def change_facility(self, values: Mapping[str, Any]) -> None:
        """Values of the private room, and the effect of an authorisation."""
        self._facility.update(values)

    def expect(self, names: Iterable[str], seen: str | None) -> None:
        """Refuse to change anything where these values are no longer what a form has shown."""
        self._seen = (tuple(names), seen)

    def check(self) -> bool:
        """Check without writing. False where nothing would be different."""
        return any(self._changes())

    def finish(self) -> bool:
        """Check, write, tell the history and the search. False where nothing was different."""
        listing_changes, facility_changes = self._changes()
        if not listing_changes and not facility_changes:
            return False
        check_unchanged(self.listing, *self._seen)
        self._write_facility(facility_changes)
        self._write_listing(listing_changes)
        if listing_changes or facility_changes.keys() & EFFECT_FIELDS:
            changes.append([self.listing.pk])
        return True

    def _changes(self) -> tuple[dict[str, tuple[Any, Any]], dict[str, tuple[Any, Any]]]:
        """What is different in the listing, and in the facility."""
        before = public_values(self.listing)
        stated = self._cleaned(before)
        listing_changes = _differences(before, stated | self._shown_address(stated))
        facility_changes = _differences(
            {name: getattr(self.listing.facility, name) for name in self._facility}, self._facility
        )
        return listing_changes, facility_changes

    def _cleaned(self, before: dict[str, Any]) -> dict[str, Any]:
        facility = self.listing.facility
        kind = FacilityKind(self._facility.get("kind", facility.kind))
        capacity = self._facility.get("authorised_capacity", facility.authorised_capacity)
        return rules.cleaned(self._stated, before, kind, capacity, self._today)

    def _shown_address(self, stated: Mapping[str, Any]) -> dict[str, Any]:
        if self._address is None and "address_precision" not in stated:
            return {}
        exact = self._address or exact_address(self.listing)
        return shown_address(exact, stated.get("address_precision", self.listing.address_precision))

    def _write_facility(self, differences: dict[str, tuple[Any, Any]]) -> None:
        if not differences:
            return
        facility = self.listing.facility
        set_checked(facility, {name: after for name, (_, after) in differences.items()})
        facility.save(update_fields=list(differences))
        self._record(facility, {name: _masked(name, pair) for name, pair in differences.items()})

    def _write_listing(self, differences: dict[str, tuple[Any, Any]]) -> None:
        after = {name: pair[1] for name, pair in differences.items()}
        scalars = {name: value for name, value in after.items() if name not in PARTS}
        set_checked(self.listing, scalars)
        if "name" in scalars:
            scalars["name_key"] = self.listing.name_key = fold(scalars["name"])
        self.listing.version += 1
        self.listing.save(update_fields=[*scalars, "version"])
        if NAMED_BY & scalars.keys():
            replace_words(self.listing)
        for name in PARTS.keys() & after.keys():
            PARTS[name].replace(self.listing, after[name])
        entry = self._record(self.listing, _without_hidden_address(self.listing, differences))
        if entry is not None:
            replaced = {name: before for name, (before, _) in differences.items()}
            keep_version(self.listing, replaced, entry)

    def _record(self, subject: Model, differences: Mapping[str, tuple[Any, Any]]) -> AuditEntry | None:
        return record_modification(
            actor=self._actor,
            subject=subject,
            changes={name: (plain(name, old), plain(name, new)) for name, (old, new) in differences.items()},
            purpose=self._purpose,
        )


def locked_listing(
    actor: Actor, listing_id: int, *, right: Right = Right.EDIT_LISTING, by_one: bool = False
) -> Listing:
    """The listing and its facility, for change: other services wait for this row until the commit.

    `Listing.DoesNotExist` where the actor has not this right on it. `by_one`: what ONE decides, which an
    organiser's own people never change.
    """
    if isinstance(actor, SystemActor):
        return locked(listing_id)
    if not isinstance(actor, Person):
        raise TypeError("a listing is changed by a person with roles, or by a command")
    person = _as_agent(actor) if by_one else actor
    allowed = facilities_for(person, right)
    return locked(listing_id, facility__in=allowed.order_by().values("pk"))


def locked(listing_id: int, **among: Any) -> Listing:
    """The same for a service that asks for the right itself; `among`: conditions that it meets."""
    # The facility is named too: PostgreSQL reads again, after it has waited, only the rows that it locks.
    listings = Listing.objects.select_for_update(of=("self", "facility"))
    return listings.select_related("facility__organiser").get(pk=listing_id, **among)


def _as_agent(person: Person) -> Person:
    """The same, with the functions at ONE alone."""
    return replace(person, roles=tuple(held for held in person.roles if not held.role.is_of_organiser))


def check_unchanged(listing: Listing, names: Iterable[str], seen: str | None) -> None:
    """See `check_seen`; `names` as for `values_named`."""
    check_seen(values_named(listing, names), seen)


def values_named(listing: Listing, names: Iterable[str]) -> dict[str, Any]:
    """Stored values in a form that tells any two apart: of the listing by their names, of its facility by
    `facility.` and theirs."""
    public, found = public_values(listing), {}
    for name in names:
        room, _, field = name.rpartition(".")
        value = getattr(listing.facility, field) if room else public[name]
        found[name] = PARTS[name].plain(value) if name in PARTS else plain(name, value)
    return found


def public_values(listing: Listing) -> dict[str, Any]:
    """Every value that a service can change in a listing, by name, in its kept form."""
    names = (STATED_FIELDS | SHOWN_ADDRESS_FIELDS) - PARTS.keys()
    values = {name: getattr(listing, name) for name in names}
    values["phone"] = str(listing.phone or "")
    # A listing that is not saved yet has no parts.
    return values | {name: part.of(listing) if listing.pk else () for name, part in PARTS.items()}


def exact_address(listing: Listing) -> Address:
    """Where the facility is, from its private room."""
    values = {name: getattr(listing.facility, name) for name in EXACT_ADDRESS_FIELDS}
    return Address(commune=listing.commune, **values)


def set_checked(instance: Listing | Facility, values: Mapping[str, Any]) -> None:
    """Put values on a row as its fields want them: lengths, choices, types; `ValidationError` by field."""
    for name, value in values.items():
        setattr(instance, name, value)
    others = [field.name for field in instance._meta.fields if field.attname not in values]
    instance.clean_fields(exclude=others)


def plain(name: str, value: Any) -> Any:
    """The value of a field as the history keeps it: text, numbers, booleans; a part as a list of words."""
    if name in PARTS:
        return PARTS[name].words(value or ())
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], value) for name, value in after.items() if before[name] != value}


def _masked(name: str, pair: tuple[Any, Any]) -> tuple[Any, Any]:
    if name in _TOLD_FIELDS:
        return pair
    return (masked(pair[0]), masked(pair[1]))


def _without_hidden_address(
    listing: Listing, differences: Mapping[str, tuple[Any, Any]]
) -> dict[str, tuple[Any, Any]]:
    """The history of a home never tells where it is: it may show its neighbourhood only from tomorrow on, and
    no entry is ever taken back."""
    is_home = FacilityKind(listing.facility.kind).is_home
    if not is_home and listing.address_precision != AddressPrecision.ROUNDED:
        return dict(differences)
    return {
        name: _masked(name, pair) if name in _HIDDEN_OF_A_HOME else pair for name, pair in differences.items()
    }


def check_version(listing: Listing, version: int) -> None:
    """Refuse to overwrite what somebody else wrote since the form was shown."""
    refuse_stale(seen=version, now=listing.version, changed="Cette fiche a été modifiée")
