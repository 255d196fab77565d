"""Availability in the French that parents read, and professionals read of what parents read."""

from dataclasses import dataclass
from datetime import date

from portal.facilities import words
from portal.facilities.availability import AvailabilityState, first_free_day, intervals_of, state_on
from portal.facilities.enums import AgeBand
from portal.facilities.public import PublicListing
from portal.kernel.days import long_date
from search.documents import AgeBand as StatedBand


@dataclass(frozen=True, slots=True)
class AvailabilityInWords:
    """`words` begins a sentence ("Place libre maintenant"); `freshness` does not, and may be empty."""

    state: AvailabilityState
    words: str
    freshness: str  # "confirmé il y a 3 jours"


def availability_in_words(listing: PublicListing, today: date, stale_days: int) -> AvailabilityInWords:
    """What a parent reads of it on `today`."""
    state = state_on(listing, today, stale_days)
    return AvailabilityInWords(
        state, _state_words(listing, state, today), _freshness_words(listing, state, today)
    )


def places_free_on(listing: PublicListing, day: date) -> tuple[tuple[AgeBand, int], ...]:
    """The stated age bands with places free on `day`, with how many; empty where no band was stated."""
    intervals = intervals_of(listing)
    return tuple(
        (free.band, free.places)
        for free in listing.free_places
        if any(day.toordinal() in stretch for stretch in intervals.get(StatedBand(int(free.band)), ()))
    )


def _state_words(listing: PublicListing, state: AvailabilityState, today: date) -> str:
    places = sum(places for _, places in places_free_on(listing, today))
    day = first_free_day(listing, today)
    match state:
        case AvailabilityState.FREE if places > 1:
            return f"{places}{words.NBSP}places libres maintenant"
        case AvailabilityState.FREE:
            return "Place libre maintenant"
        case AvailabilityState.CONFIRM if day and day > today:
            return f"Libre à partir du {long_date(day)}, à confirmer"
        case AvailabilityState.CONFIRM:
            return "Place libre, à confirmer"
        case AvailabilityState.LATER:
            return f"Libre à partir du {long_date(day)}" if day else "Libre plus tard"
        case _:
            return "Disponibilité non communiquée"


def _freshness_words(listing: PublicListing, state: AvailabilityState, today: date) -> str:
    if listing.confirmed_on is None or not intervals_of(listing):
        return ""
    since = words.ago(listing.confirmed_on, today)
    match state:
        case AvailabilityState.FREE | AvailabilityState.LATER:
            return f"confirmé {since}"
        case AvailabilityState.CONFIRM:
            return f"annoncé {since}"
        case _:
            return f"dernière annonce {since}"
