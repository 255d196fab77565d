"""Autorisation, capacité et tarif: what ONE decides, to read."""

from collections.abc import Iterator
from datetime import date

from portal.accounts.person import Person
from portal.facilities import words
from portal.facilities.enums import Sector
from portal.facilities.models import Facility
from portal.kernel.days import long_date
from portal.pro.sections.frame import Audience, Fact, Section, Shown

_DECIDED_BY = {
    Sector.EARLY_CHILDHOOD: "La capacité, l’autorisation, le tarif et le niveau de subside suivent les "
    "décisions de l’ONE",
    Sector.LEISURE: "La capacité et l’agrément ou la reconnaissance suivent les décisions de l’ONE",
    Sector.SUPPORT: "Ces données sont encodées par l’ONE",
}


def _read(facility: Facility, person: Person) -> Shown:
    decided = _DECIDED_BY[Sector(facility.sector)]
    note = f"{decided}\u00a0: vous ne pouvez pas les modifier ici. Si elles sont fausses, dites-le à votre "
    return Shown(tuple(_facts(facility)), f"{note}interlocuteur de l’ONE ou au helpdesk.")


def _facts(facility: Facility) -> Iterator[Fact]:
    capacity, listing = facility.authorised_capacity, facility.listing
    yield Fact("Matricule", facility.reference_number)
    yield Fact(
        "Capacité autorisée", words.count(capacity, "place", "places") if capacity else "", is_public=True
    )
    yield Fact("En vigueur", _days(facility.in_force_from, facility.in_force_until))
    if facility.suspended_from:
        yield Fact("Suspendue", _days(facility.suspended_from, facility.suspended_until))
    if facility.decided_on:
        said = f"{facility.decision_reference}, du {long_date(facility.decided_on)}"
        yield Fact("Décision", f"{said} (retrait)" if facility.is_withdrawn else said)
        if facility.decision_reason:
            yield Fact("Motif", facility.decision_reason)
    if facility.sector == Sector.EARLY_CHILDHOOD:
        yield Fact("Tarif", listing.get_tariff_display(), is_public=True)
        yield Fact("Niveau de subside", listing.get_subsidy_level_display() or "", is_public=True)


def _days(first: date | None, last: date | None) -> str:
    return words.period(first, last) if first or last else ""


AUTHORISATION = Section(
    slug="autorisation",
    title="Autorisation, capacité et tarif",
    icon="shield",
    audience=Audience.PARTLY,
    read=_read,
)
