"""What is missing in a listing, and that the filters of MY.ONE indeed do not find it for that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import pytest
from django.conf import settings as django_settings

from portal.facilities.completeness import Missing, missing_of
from portal.facilities.documents import to_document
from portal.facilities.enums import AgeBand as Band
from portal.facilities.enums import AvailabilityStatus, FacilityKind, TariffRegime
from portal.facilities.filter_words import AGE_WORDS, filter_words
from portal.facilities.models import Listing
from portal.facilities.public import PublicFreePlaces, PublicOpening
from portal.facilities.services import AuthorisationEffect, state_availability
from portal.my.search_filters import axes
from search.documents import (
    AgeBand,
    Availability,
    CapacityClass,
    Feature,
    Opening,
    SearchQuery,
    Tariff,
)
from tests.contract.oracle import expected
from tests.facilities.making import ACTOR, IN_FORCE, TODAY, make_listing

pytestmark = pytest.mark.django_db

COMPLETE: dict[str, Any] = {
    "opening": (PublicOpening(0, 390, 1140), PublicOpening(5, 600, 720)),
    "availability": AvailabilityStatus.NOW,
    "confirmed_on": TODAY,
    "free_places": tuple(PublicFreePlaces(band, TODAY, 1) for band in Band),
    "outings": True,
    "outdoor_space": True,
    "rest_area": True,
    "ages": ((3, 36),),
    "tariff": TariffRegime.FREE,
    "phone": "081 22 33 44",
    "pedagogical_project": "Jouer dehors.",
}
# What is left out, and in which section it is told.
WITHOUT: dict[str, tuple[dict[str, Any], str]] = {
    "availability": (
        {"availability": AvailabilityStatus.UNKNOWN, "confirmed_on": None, "free_places": ()},
        "disponibilites",
    ),
    "opening": ({"opening": ()}, "horaires"),
    "places by age": ({"free_places": ()}, "disponibilites"),
    "characteristics": (
        {"outings": False, "outdoor_space": False, "rest_area": False},
        "caracteristiques",
    ),
    "ages": ({"ages": ()}, "caracteristiques"),
    "tariff": ({"tariff": ""}, "autorisation"),
    "capacity": ({"effect": replace(IN_FORCE, authorised_capacity=None)}, "autorisation"),
    "phone": ({"phone": ""}, "contact"),
    "project": ({"pedagogical_project": ""}, "presentation"),
    "visible": ({"visible": False}, "visibilite"),
}


def asked_for(value: Enum) -> SearchQuery:
    """The search of a parent who chooses this filter alone."""
    today = SearchQuery(today=TODAY.toordinal(), size=5)
    chosen: dict[type[Enum], Callable[[Any], SearchQuery]] = {
        Availability: lambda each: replace(today, availability=frozenset({each})),
        AgeBand: lambda band: replace(today, band=band, availability=frozenset({Availability.NOW})),
        Opening: lambda each: replace(today, openings=frozenset({each})),
        Feature: lambda each: replace(today, features=frozenset({each})),
        Tariff: lambda each: replace(today, tariffs=frozenset({each})),
        CapacityClass: lambda each: replace(today, capacity_classes=frozenset({each})),
    }
    return chosen[type(value)](value)


def make(what: str) -> Listing:
    """A listing that lacks this, and nothing else."""
    return make_listing(reference_number=f"M-{what}", **COMPLETE | WITHOUT[what][0])


def is_found(listing: Listing, value: Enum) -> bool:
    return expected([to_document(listing, 1)], asked_for(value)).total == 1


def test_a_complete_listing_lacks_nothing() -> None:
    assert missing_of(make_listing(**COMPLETE), TODAY) == ()


@pytest.mark.parametrize("what", WITHOUT)
def test_what_is_left_out_is_said_in_its_section_and_is_all(what: str) -> None:
    left_out, slug = WITHOUT[what]
    assert [each.section_slug for each in missing_of(make_listing(**COMPLETE | left_out), TODAY)] == [slug]


@pytest.mark.parametrize("what", [what for what in WITHOUT if what != "visible"])
def test_the_filters_that_are_named_do_not_find_it_and_would_otherwise(what: str) -> None:
    found = make_listing(**COMPLETE)
    lacking = make_listing(
        reference_number="M-2", organiser=found.facility.organiser, **COMPLETE | WITHOUT[what][0]
    )
    (missing,) = missing_of(lacking, TODAY)
    assert not any(is_found(lacking, value) for value in missing.filters)
    # Of exclusive values, a place has one at a time.
    assert not missing.filters or any(is_found(found, value) for value in missing.filters)


@pytest.mark.parametrize("what", WITHOUT)
def test_filters_are_named_by_the_words_that_parents_read(what: str) -> None:
    (missing,) = missing_of(make_listing(**COMPLETE | WITHOUT[what][0]), TODAY)
    chips = {
        option.value: option.chip
        for axis in axes(django_settings.SEARCH_EARLY_BEFORE, django_settings.SEARCH_LATE_AFTER, ())
        for option in axis.options
    } | AGE_WORDS
    assert all(f"«\u00a0{chips[value]}\u00a0»" in missing.sentence for value in missing.filters)


def test_no_word_stands_for_two_filters() -> None:
    said = list((AGE_WORDS | filter_words(420, 1110)).values())
    assert len(said) == len(set(said)) == 17


def test_what_was_confirmed_too_long_ago_is_missing_from_the_filters() -> None:
    listing = make_listing(**COMPLETE)
    long_after = TODAY + timedelta(days=django_settings.SEARCH_STALE_DAYS + 1)
    assert missing_of(listing, long_after - timedelta(days=1)) == ()
    (missing,) = missing_of(listing, long_after)
    assert "confirmées il y a plus de 120\u00a0jours" in missing.sentence
    document = to_document(listing, 1)
    for value in missing.filters:
        query = replace(asked_for(value), today=long_after.toordinal())
        assert expected([document], query).total == 0


def test_asked_is_what_its_people_can_tell_and_have_not() -> None:
    told = {what for what in WITHOUT if not missing_of(make(what), TODAY)[0].is_asked}
    assert told == {"characteristics", "tariff", "capacity"}
    boxes = {"outings": False, "outdoor_space": False, "rest_area": False}
    untouched = make_listing(reference_number="M-vide", **COMPLETE | boxes | {"ages": ()})
    assert {each.section_slug: each.is_asked for each in missing_of(untouched, TODAY)} == {
        "caracteristiques": True
    }
    unknown = {"availability": AvailabilityStatus.UNKNOWN, "free_places": ()}
    answered = make_listing(reference_number="M-dit", **COMPLETE | unknown)
    assert [each.is_asked for each in missing_of(answered, TODAY)] == [False]


@pytest.mark.parametrize("kind", [FacilityKind.AFTER_SCHOOL, FacilityKind.CONSULTATION])
def test_ages_and_tariffs_concern_petite_enfance(kind: FacilityKind) -> None:
    listing = make_listing(
        kind=kind, **COMPLETE | {"ages": (), "tariff": "", "free_places": ()}, effect=AuthorisationEffect(10)
    )
    assert missing_of(listing, TODAY) == ()


def test_it_is_of_today_where_no_day_is_told(set_clock: Callable[[str], Any]) -> None:
    set_clock("2026-03-02T12:00Z")
    listing = make_listing(**COMPLETE | {"free_places": ()})
    state_availability(actor=ACTOR, listing_id=listing.pk, today=TODAY, status=AvailabilityStatus.UNKNOWN)
    (missing,) = missing_of(Listing.objects.get(pk=listing.pk))
    assert isinstance(missing, Missing)
    assert missing.section_slug == "disponibilites"
    assert date(2026, 3, 2) == TODAY
