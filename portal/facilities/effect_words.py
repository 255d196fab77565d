"""The effect of an authorisation in words: how it stands on a day, and what parents see of the place."""

from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.facilities import words
from portal.facilities.enums import Sector
from portal.facilities.models import Facility, Listing
from portal.facilities.public import Period, public_kinds, public_periods
from portal.kernel.days import long_date


class EffectState(StrEnum):
    """How it stands on one day."""

    ALWAYS = "always"
    NONE = "none"
    COMING = "coming"
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class StandingEffect:
    """`words`: "En vigueur depuis le 3 mars 2020"."""

    state: EffectState
    words: str

    @property
    def is_good(self) -> bool:
        return self.state in (EffectState.IN_FORCE, EffectState.ALWAYS)


def effect_on(facility: Facility, day: date) -> StandingEffect:
    """Whatever the professional shows: what ONE has decided, as it stands on this day."""
    first, last = facility.in_force_from, facility.in_force_until
    if facility.sector == Sector.SUPPORT:
        return StandingEffect(EffectState.ALWAYS, "Consultation de l’ONE\u00a0: toujours ouverte")
    if first is None:
        return StandingEffect(EffectState.NONE, "Aucune décision n’est encodée")
    if day < first:
        return StandingEffect(EffectState.COMING, f"En vigueur à partir du {long_date(first)}")
    if last is not None and last < day and facility.is_withdrawn:
        gone = long_date(last + timedelta(days=1))
        return StandingEffect(EffectState.WITHDRAWN, f"Retirée depuis le {gone}")
    if last is not None and last < day:
        return StandingEffect(EffectState.ENDED, f"Terminée depuis le {long_date(last)}")
    if day in _suspension(facility):
        until = facility.suspended_until
        to = f" jusqu’au {long_date(until)}" if until else ""
        return StandingEffect(EffectState.SUSPENDED, f"Suspendue{to}")
    to = f", jusqu’au {long_date(last)}" if last else ""
    return StandingEffect(EffectState.IN_FORCE, f"En vigueur depuis le {long_date(first)}{to}")


def seen_by_parents(listing: Listing, day: date) -> str:
    """One sentence or two: whether they find it on this day, and from when that changes."""
    if listing.facility.kind not in public_kinds():
        return "Les lieux de ce type ne sont pas montrés aux parents."
    if not listing.visible:
        return "Les parents ne voient pas ce lieu\u00a0: sa fiche n’est pas visible sur MY.ONE."
    periods = [period for period in public_periods(listing) if period.last is None or day <= period.last]
    if not periods:
        return "Les parents ne voient pas ce lieu."
    if day not in periods[0]:
        return f"Les parents ne voient pas ce lieu. Il sera {_from(periods[0])}{_and_then(periods[1:])}"
    if periods[0].last is None:
        return "Les parents voient ce lieu\u00a0: il est visible sur MY.ONE."
    gone = long_date(periods[0].last + timedelta(days=1))
    return (
        f"Les parents voient ce lieu. Il ne sera plus visible dès le {gone}{_and_then(periods[1:], 'sera ')}"
    )


def with_effect(listing: Listing, **effect: date | int | None) -> Listing:
    """The same with another effect, to say what would follow: it is saved nowhere."""
    tried, tried.facility = copy(listing), copy(listing.facility)
    for name, value in effect.items():
        setattr(tried.facility, name, value)
    return tried


def _suspension(facility: Facility) -> Period:
    if facility.suspended_from is None:
        return Period(date.max, date.min)
    return Period(facility.suspended_from, facility.suspended_until)


def _from(period: Period) -> str:
    return f"visible {words.period(period.first, period.last)}"


def _and_then(periods: list[Period], verb: str = "") -> str:
    if not periods:
        return "."
    return f", puis {verb}à nouveau {_from(periods[0])}."
