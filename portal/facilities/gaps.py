"""What a listing can lack: the rule, written once, as conditions that the database answers.

The page of one listing and the register of all of them ask the same conditions: what PRO.ONE tells a
professional and what OFFICE.ONE counts cannot differ.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from functools import reduce
from operator import add, or_

from django.db.models import (
    Case,
    Exists,
    Expression,
    IntegerField,
    OuterRef,
    Q,
    TextChoices,
    Value,
    When,
)

from portal.facilities.enums import AvailabilityStatus, Sector
from portal.facilities.filter_words import AGE_WORDS
from portal.facilities.freshness import stale_before
from portal.facilities.models import FreePlaces, Group, Listing, OpeningRange
from search.documents import Availability, CapacityClass, Feature, Opening, Tariff


class Gap(TextChoices):
    """One thing that can be missing, what is looked for most first; its label is said to agents."""

    HIDDEN = "visibilite", "Visibilité sur MY.ONE"
    PLACES = "places", "Disponibilité jamais communiquée"
    OLD_PLACES = "places-anciennes", "Disponibilité à confirmer"
    OPENING = "horaires", "Heures d’ouverture"
    PLACES_BY_AGE = "places-par-age", "Âges des places libres"
    AGES = "ages", "Âge des enfants accueillis"
    FEATURES = "caracteristiques", "Caractéristiques"
    TARIFF = "tarif", "Régime tarifaire"
    CAPACITY = "capacite", "Capacité"
    CONTACT = "contact", "Téléphone ou e-mail"
    PROJECT = "projet", "Projet pédagogique"


# The values of MY.ONE's filters that don't find a place which lacks it.
FILTERS: Mapping[Gap, tuple[Enum, ...]] = {
    Gap.PLACES: (Availability.NOW, Availability.LATER),
    Gap.OLD_PLACES: (Availability.NOW, Availability.LATER),
    Gap.OPENING: tuple(Opening),
    Gap.PLACES_BY_AGE: tuple(AGE_WORDS),
    Gap.FEATURES: tuple(Feature),
    Gap.TARIFF: tuple(Tariff),
    Gap.CAPACITY: tuple(CapacityClass),
}


def gap_conditions(today: date) -> Mapping[Gap, Q]:
    """Of a `Listing`: where each of them is missing on `today` (in Brussels)."""
    unknown = Q(availability=AvailabilityStatus.UNKNOWN)
    early_childhood = Q(facility__sector=Sector.EARLY_CHILDHOOD)
    return {
        Gap.HIDDEN: Q(visible=False),
        Gap.PLACES: unknown,
        Gap.OLD_PLACES: ~unknown & Q(confirmed_on__lt=stale_before(today)),
        Gap.OPENING: _without(OpeningRange),
        Gap.PLACES_BY_AGE: early_childhood & ~unknown & _without(FreePlaces),
        Gap.AGES: early_childhood & _without(Group),
        Gap.FEATURES: Q(outings=False, outdoor_space=False, rest_area=False),
        Gap.TARIFF: early_childhood & Q(tariff=""),
        Gap.CAPACITY: Q(facility__authorised_capacity__isnull=True),
        Gap.CONTACT: Q(phone="", email=""),
        Gap.PROJECT: Q(pedagogical_project=""),
    }


def incomplete(today: date) -> Q:
    """Where anything is missing."""
    return reduce(or_, gap_conditions(today).values())


def gap_marks(today: date) -> Expression:
    """All of them in one number, to be annotated, counted and read by `gaps_in`; 0: complete."""
    marks = [
        Case(When(condition, then=Value(_mark(gap))), default=Value(0), output_field=IntegerField())
        for gap, condition in gap_conditions(today).items()
    ]
    return reduce(add, marks)


def gaps_in(marks: int) -> tuple[Gap, ...]:
    """What a number of `gap_marks` stands for, what is looked for most first."""
    return tuple(gap for gap in Gap if marks & _mark(gap))


def gaps_of(listings: Iterable[Listing], today: date) -> dict[int, tuple[Gap, ...]]:
    """Of each of them, by its id, as they are stored; in one query."""
    ids = [listing.pk for listing in listings]
    rows = Listing.objects.filter(pk__in=ids).order_by().values_list("pk", gap_marks(today))
    return {pk: gaps_in(marks) for pk, marks in rows}


def _mark(gap: Gap) -> int:
    return 1 << list(Gap).index(gap)


def _without(part: type[OpeningRange] | type[FreePlaces] | type[Group]) -> Q:
    return Q(~Exists(part._default_manager.filter(listing=OuterRef("pk"))))
