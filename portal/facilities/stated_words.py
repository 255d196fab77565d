"""What a listing states of places, hours, characteristics and tariff: lines of a name and its words."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from portal.facilities import words
from portal.facilities.availability_words import availability_in_words
from portal.facilities.enums import Sector, SubsidyLevel
from portal.facilities.presentation import coming_unavailability, places_by_age, week
from portal.facilities.public import PublicListing

Lines = Iterator[tuple[str, str]]
_YES_OR_NO = {True: "Oui", False: "Non"}


def places(listing: PublicListing, today: date) -> Lines:
    """How it is stated, how fresh that is, by age, and when there are none."""
    said = availability_in_words(listing, today, settings.SEARCH_STALE_DAYS)
    yield "Places", ", ".join(filter(None, [said.words, said.freshness]))
    for band in places_by_age(listing, today):
        yield band.ages, f"{band.places}, {band.when}"
    for period in coming_unavailability(listing, today):
        yield "Sans place", period


def opening_hours(listing: PublicListing, today: date) -> Lines:
    """Day by day; one line without words where none are stated."""
    days = week(listing, today)
    if not days:
        yield "Horaire", ""
    for day in days:
        yield day.weekday, ", ".join(day.stretches) or "Fermé"


def characteristics(listing: PublicListing) -> Lines:
    """The three that parents filter by, and the groups."""
    yield "Activités extérieures en dehors du lieu", _YES_OR_NO[listing.outings]
    yield "Espace extérieur sur place", _YES_OR_NO[listing.outdoor_space]
    yield "Espace de repos séparé", _YES_OR_NO[listing.rest_area]
    yield "Enfants par groupe, en moyenne", str(listing.average_group_size or "")
    yield "Âge des groupes", ", ".join(words.age_range(*pair) for pair in listing.ages)


def tariff(listing: PublicListing) -> Lines:
    """The regime; the level of subsidy of petite enfance."""
    yield "Régime", str(listing.tariff.label) if listing.tariff else ""
    if listing.sector == Sector.EARLY_CHILDHOOD:
        level = listing.subsidy_level
        yield "Niveau de subside", str(SubsidyLevel(level).label) if level is not None else ""
