"""A public listing in words: what a card, a marker and a page say of it, decided once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from portal.facilities import words
from portal.facilities.availability import AvailabilityState, first_free_day, state_on
from portal.facilities.availability_words import availability_in_words, places_free_on
from portal.facilities.enums import FacilityKind, TariffRegime
from portal.facilities.public import PublicListing
from portal.kernel.days import long_date
from search.analysis import fold
from search.documents import AgeBand as StatedBand

# Both words where the enumeration has a middle dot, which reading aloud breaks. Lists say the shorter one.
_KINDS = {
    FacilityKind.INDEPENDENT_CHILDMINDER: "Accueillante ou accueillant",
    FacilityKind.EMPLOYED_CHILDMINDER: "Accueillante ou accueillant",
}
_KINDS_IN_FULL = {
    FacilityKind.INDEPENDENT_CHILDMINDER: "Accueillante ou accueillant indépendant",
    FacilityKind.EMPLOYED_CHILDMINDER: "Accueillante ou accueillant conventionné ou salarié",
}
_TARIFFS = {
    TariffRegime.INCOME_BASED: "tarif selon vos revenus",
    TariffRegime.FREE: "tarif fixé par le lieu",
}
_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class ListingCard:
    """What lists, markers and pages say of one listing on one day. Text fields are empty where nothing is
    known; all are plain text, none starts with a capital that a sentence would not need but `title`,
    `kind_…`, `where` and `state_words`."""

    id: int
    url: str
    title: str
    kind_label: str  # "Crèche", "Accueillante ou accueillant"
    kind_in_full: str  # "Crèche", "Accueillante ou accueillant indépendant"
    where: str  # "Wépion (5100 Namur)", "5000 Namur"
    state: AvailabilityState  # "free" | "confirm" | "later" | "unknown"
    state_words: str  # "Place libre maintenant"
    freshness: str  # "confirmé il y a 3 jours"
    free_for: str  # ages of the places free now: "moins de 1 an, de 1 à 2 ans"
    ages: str  # "3 mois à 3 ans"
    hours: str  # "7 h 30 – 18 h": what a usual day is, whatever day it is today
    hours_today: str  # "jusqu’à 18 h 30", "fermé aujourd’hui"
    tariff: str  # "tarif selon vos revenus"
    distance: str  # "à 3,4 km"
    latitude: float
    longitude: float
    is_exact: bool  # False: the point is a neighbourhood, not the address


def card(listing: PublicListing, today: date, distance_m: int | None = None) -> ListingCard:
    """The words for a listing on `today`; `distance_m`: from the place that was searched, if any."""
    said = availability_in_words(listing, today, settings.SEARCH_STALE_DAYS)
    free_now = places_free_on(listing, today) if said.state == AvailabilityState.FREE else ()
    return ListingCard(
        id=listing.id,
        url=listing_url(listing),
        title=listing.name,
        kind_label=_KINDS.get(listing.kind) or str(listing.kind.label),
        kind_in_full=_KINDS_IN_FULL.get(listing.kind) or str(listing.kind.label),
        where=where(listing),
        state=said.state,
        state_words=said.words,
        freshness=said.freshness,
        free_for=", ".join(str(band.label).lower().replace(" an", f"{words.NBSP}an") for band, _ in free_now),
        ages=ages(listing),
        hours=words.usual_hours(listing.opening),
        hours_today=words.hours_on(today.weekday(), listing.opening),
        tariff=_TARIFFS[listing.tariff] if listing.tariff else "",
        distance="" if distance_m is None else words.distance(distance_m, listing.address_is_exact),
        latitude=listing.latitude,
        longitude=listing.longitude,
        is_exact=listing.address_is_exact,
    )


def listing_slug(name: str) -> str:
    """The part of a listing's address that is there for people."""
    return slugify(fold(name))[:_SLUG_LENGTH].strip("-_") or "lieu"


def listing_url(listing: PublicListing) -> str:
    """The one address of a listing's page (its canonical path)."""
    return listing_path(listing.id, listing.name)


def listing_path(pk: int, name: str) -> str:
    """`listing_url` where only the id and the name are at hand."""
    return reverse("my:listing", args=[pk, listing_slug(name)])


def where(listing: PublicListing) -> str:
    """The place, in the words that tell homonyms apart."""
    if not listing.commune or listing.commune == listing.locality:
        return f"{listing.postcode} {listing.locality}"
    return f"{listing.locality} ({listing.postcode} {listing.commune})"


def ages(listing: PublicListing) -> str:
    """From the youngest to the oldest child of all groups; empty where no group is stated."""
    if not listing.ages:
        return ""
    return words.age_range(min(first for first, _ in listing.ages), max(last for _, last in listing.ages))


@dataclass(frozen=True, slots=True)
class DayHours:
    """One line of the table of hours."""

    weekday: str  # "Lundi"
    stretches: tuple[str, ...]  # ("7 h 30 – 12 h", "13 h – 18 h"); empty: closed
    is_today: bool


def week(listing: PublicListing, today: date) -> tuple[DayHours, ...]:
    """Monday to Sunday; empty where no hours are stated."""
    if not listing.opening:
        return ()
    return tuple(
        DayHours(
            weekday=name.capitalize(),
            stretches=tuple(
                words.stretch_of(stretch) for stretch in listing.opening if stretch.weekday == weekday
            ),
            is_today=weekday == today.weekday(),
        )
        for weekday, name in enumerate(words.WEEKDAYS)
    )


@dataclass(frozen=True, slots=True)
class AgePlaces:
    """Places stated for one age band, and from when."""

    ages: str  # "Moins de 1 an"
    places: str  # "2 places"
    when: str  # "maintenant", "à partir du 1er mars 2027"
    state: AvailabilityState


def places_by_age(listing: PublicListing, today: date) -> tuple[AgePlaces, ...]:
    """The stated bands that still say something today."""
    return tuple(_places_by_age(listing, today))


def _places_by_age(listing: PublicListing, today: date) -> Iterator[AgePlaces]:
    for free in listing.free_places:
        band = StatedBand(int(free.band))
        state = state_on(listing, today, settings.SEARCH_STALE_DAYS, band)
        day = first_free_day(listing, today, band)
        if state == AvailabilityState.UNKNOWN or day is None:
            continue
        when = f"à partir du {long_date(day)}" if day > today else "maintenant"
        if state == AvailabilityState.CONFIRM:
            when = f"{when}, à confirmer" if day > today else "à confirmer"
        yield AgePlaces(str(free.band.label), words.count(free.places, "place", "places"), when, state)


def coming_unavailability(listing: PublicListing, today: date) -> tuple[str, ...]:
    """The periods without places that are not over, in words."""
    return tuple(
        words.period(stated.first, stated.last)
        for stated in listing.unavailable
        if stated.last is None or stated.last >= today
    )
