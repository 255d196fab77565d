"""How fresh a statement of availability is: when parents still believe it, and when its people are asked.

Days count as everywhere: exactly `SEARCH_STALE_DAYS` days old is still believed, one more is not; from
`REMIND_AFTER_DAYS` days on (that day included) a confirmation is due.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, CharField, TextChoices, Value, When

from portal.facilities.availability import is_stale
from portal.facilities.availability_words import availability_in_words
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.models import Listing
from portal.facilities.public import PublicListing, shown_listing
from portal.kernel.days import long_date


@dataclass(frozen=True, slots=True)
class Freshness:
    """Of one listing on one day. `days` since it was confirmed: None where nothing is stated.

    `unknown_since`: the day of the answer « information non disponible », where that is the last one.
    `can_confirm`: one tap is enough. Not where the announced day has passed: whether there is a place is a
    new statement then. `stale_on`: the first day on which parents read « à confirmer ».
    """

    words: str  # "Place libre maintenant"
    since: str  # "confirmé il y a 3 jours"
    state: str  # an AvailabilityState
    days: int | None
    is_due: bool
    is_stale: bool
    can_confirm: bool
    stale_on: date | None
    unknown_since: date | None

    @property
    def is_stated(self) -> bool:
        return self.days is not None

    @property
    def unknown_since_words(self) -> str:
        return long_date(self.unknown_since) if self.unknown_since else ""

    @property
    def stale_on_words(self) -> str:
        return long_date(self.stale_on) if self.stale_on else ""


class FreshnessClass(TextChoices):
    """How fresh the statement of a listing is, in one word; without a day of an answer: never."""

    FRESH = "a-jour", "À jour"
    DUE = "bientot", "À confirmer bientôt"
    STALE = "a-confirmer", "À confirmer"
    UNKNOWN = "non-disponible", "Information non disponible"
    NEVER = "jamais", "Jamais indiquée"


def freshness_class(today: date) -> Case:
    """The same rule as `freshness_of`, of a `Listing` and asked of the database: a `FreshnessClass`."""
    return Case(
        When(confirmed_on__isnull=True, then=Value(FreshnessClass.NEVER.value)),
        When(availability=AvailabilityStatus.UNKNOWN, then=Value(FreshnessClass.UNKNOWN.value)),
        When(confirmed_on__lt=stale_before(today), then=Value(FreshnessClass.STALE.value)),
        When(confirmed_on__lte=due_since(today), then=Value(FreshnessClass.DUE.value)),
        default=Value(FreshnessClass.FRESH.value),
        output_field=CharField(),
    )


def freshness_of(listing: Listing, today: date) -> Freshness:
    """How its statement stands on `today`, whether or not parents see the listing."""
    said = availability_in_words(shown_listing(listing), today, settings.SEARCH_STALE_DAYS)
    answered = listing.confirmed_on
    confirmed = answered if is_stated(listing) else None
    return Freshness(
        words=said.words,
        since=said.freshness,
        state=said.state,
        days=(today - confirmed).days if confirmed else None,
        is_due=answered is not None and answered <= due_since(today),
        is_stale=confirmed is not None and is_stale(confirmed, today, settings.SEARCH_STALE_DAYS),
        can_confirm=confirmed is not None and not announced_day_has_passed(listing, today),
        stale_on=stale_on(confirmed) if confirmed else None,
        unknown_since=answered if confirmed is None else None,
    )


def is_stated(listing: Listing) -> bool:
    """Whether there is a statement that one could confirm."""
    return listing.availability != AvailabilityStatus.UNKNOWN and listing.confirmed_on is not None


def announced_day_has_passed(listing: Listing | PublicListing, today: date) -> bool:
    """« Pas avant le 1er mai », on that day or later."""
    return listing.available_from is not None and listing.available_from <= today


def due_since(today: date) -> date:
    """Statements of this day, and older ones, are to be confirmed."""
    return today - timedelta(days=settings.REMIND_AFTER_DAYS)


def stale_before(today: date) -> date:
    """Statements that were confirmed before this day are stale."""
    return today - timedelta(days=settings.SEARCH_STALE_DAYS)


def stale_on(confirmed_on: date) -> date:
    """The first day on which parents are told to ask."""
    return confirmed_on + timedelta(days=settings.SEARCH_STALE_DAYS + 1)
