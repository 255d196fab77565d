"""The register of listings: the database says of many what the rules say of one; only one's own rows."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts import posts
from portal.accounts.enums import LoginLevel, Role, Territory
from portal.accounts.models import User
from portal.accounts.person import Person, person_of
from portal.accounts.rights import Right
from portal.facilities.addresses import Address
from portal.facilities.availability import is_stale
from portal.facilities.enums import AgeBand, AvailabilityStatus, FacilityKind, Sector
from portal.facilities.freshness import FreshnessClass, freshness_of
from portal.facilities.gaps import Gap, gap_conditions, gaps_of, incomplete
from portal.facilities.models import Listing
from portal.facilities.public import PublicFreePlaces, PublicOpening, is_public_on, shown_listing
from portal.facilities.register import RegisterRow, register_for, rows_of
from portal.facilities.services import AuthorisationEffect
from portal.facilities.territories import ELSEWHERE
from portal.facilities.validity import ENDING_WITHIN_DAYS, Validity, Visibility
from tests.facilities.making import ACTOR, TODAY, make_listing, make_organiser

pytestmark = pytest.mark.django_db
MANY = 60
POSTCODES = ("5000", "1050", "1348", "6000", "7500", "4000", "6700", "1630")


def agent(function: Role, territory: Territory | None = None) -> Person:
    user = User.objects.create_user(f"{function}{territory}")
    posts.give_post(actor=ACTOR, user=user, function=function, territory=territory)
    return person_of(user, LoginLevel.EID)


def generated(number: int) -> Iterator[Listing]:
    """Listings of every kind and state, the same at each run."""
    dice, organiser = random.Random(5), make_organiser()
    bounds = (0, 1, 30, 59, 60, 61, 119, 120, 121, 300)
    for each in range(number):
        days_ago = TODAY - timedelta(days=dice.choice(bounds))
        status = dice.choice([*AvailabilityStatus, AvailabilityStatus.NOW])
        is_unknown = status == AvailabilityStatus.UNKNOWN
        kind = dice.choice(list(FacilityKind))
        stated: dict[str, Any] = {
            "name": f"Lieu {each}",
            "visible": dice.random() < 0.8,
            "availability": status,
            "confirmed_on": None if is_unknown and dice.random() < 0.5 else days_ago,
            "available_from": TODAY + timedelta(days=1) if status == AvailabilityStatus.NOT_BEFORE else None,
            "opening": (PublicOpening(0, 450, 1080),) * dice.randrange(2),
            "outings": dice.random() < 0.5,
            "tariff": dice.choice(["", "libre"]) if kind.sector == Sector.EARLY_CHILDHOOD else "",
            "phone": dice.choice(["", "081 22 33 44"]),
            "pedagogical_project": dice.choice(["", "Jouer dehors."]),
        }
        if kind.sector == Sector.EARLY_CHILDHOOD:
            stated["ages"] = ((3, 36),) * dice.randrange(2)
            if not is_unknown:
                stated["free_places"] = (
                    PublicFreePlaces(AgeBand.UNDER_ONE, TODAY + timedelta(days=1), 1),
                ) * dice.randrange(2)
        yield make_listing(
            reference_number=f"M-{each}",
            organiser=organiser,
            kind=kind,
            address=Address("Rue Haute", "1", "", dice.choice(POSTCODES), "Ici", "Ici", 50.4, 4.8),
            effect=effect(dice),
            **stated,
        )


def effect(dice: random.Random) -> AuthorisationEffect:
    day = lambda *around: TODAY + timedelta(days=dice.choice(around))  # noqa: E731 -- said once, here
    if dice.random() < 0.15:
        return AuthorisationEffect(authorised_capacity=None)
    suspended, first = dice.random() < 0.3, day(-400, -400, -400, 0, 1)
    last = day(1, 2, ENDING_WITHIN_DAYS, ENDING_WITHIN_DAYS + 1, *([-1] if first < TODAY else []))
    return AuthorisationEffect(
        authorised_capacity=dice.choice([None, 14]),
        in_force_from=first,
        in_force_until=dice.choice([None, last]),
        suspended_from=day(-10, 0, 1) if suspended else None,
        suspended_until=dice.choice([None, day(1, 2)]) if suspended else None,
    )


def lacks(listing: Listing, gap: Gap) -> bool:
    """By what parents would be shown of it, which the conditions do not read."""
    public = shown_listing(listing)
    small = public.sector == Sector.EARLY_CHILDHOOD
    is_unknown = public.availability == AvailabilityStatus.UNKNOWN
    return {
        Gap.HIDDEN: not listing.visible,
        Gap.PLACES: is_unknown,
        Gap.OLD_PLACES: not is_unknown
        and is_stale(public.confirmed_on, TODAY, django_settings.SEARCH_STALE_DAYS),
        Gap.OPENING: not public.opening,
        Gap.PLACES_BY_AGE: small and not is_unknown and not public.free_places,
        Gap.AGES: small and not public.ages,
        Gap.FEATURES: not (public.outings or public.outdoor_space or public.rest_area),
        Gap.TARIFF: small and public.tariff is None,
        Gap.CAPACITY: public.capacity is None,
        Gap.CONTACT: not (public.phone or public.email),
        Gap.PROJECT: not public.pedagogical_project,
    }[gap]


def fresh(listing: Listing) -> FreshnessClass:
    said = freshness_of(listing, TODAY)
    if not said.is_stated:
        return FreshnessClass.UNKNOWN if said.unknown_since else FreshnessClass.NEVER
    if said.is_stale:
        return FreshnessClass.STALE
    return FreshnessClass.DUE if said.is_due else FreshnessClass.FRESH


@pytest.mark.databases
@pytest.mark.slow
def test_the_database_says_of_many_what_the_rules_say_of_one() -> None:
    listings = {listing.pk: listing for listing in generated(MANY)}
    with CaptureQueriesContext(connection) as seen:
        rows = {
            row.pk: row
            for row in rows_of(register_for(agent(Role.DIGIPRO), Right.SEE_FACILITY, TODAY), TODAY)
        }
    assert len([query for query in seen.captured_queries if "facilities_listing" in query["sql"]]) == 1
    assert rows.keys() == listings.keys()
    for pk, row in rows.items():
        assert row.gaps == tuple(gap for gap in Gap if lacks(listings[pk], gap))
        assert row.freshness == fresh(listings[pk])
        assert (row.visibility == Visibility.SEEN) == is_public_on(listings[pk], TODAY)
        # What each says of itself is what the other says.
        assert row.visibility == expected_visibility(row, listings[pk])
    for found, possible in (
        ({row.freshness for row in rows.values()}, FreshnessClass),
        ({row.validity for row in rows.values()}, Validity),
        ({row.territory for row in rows.values()}, [*Territory, ELSEWHERE]),
        ({gap for row in rows.values() for gap in row.gaps}, Gap),
        ({row.visibility for row in rows.values()}, set(Visibility) - {Visibility.KIND}),
    ):
        assert found == set(possible)
    assert gaps_of(listings.values(), TODAY) == {pk: row.gaps for pk, row in rows.items()}
    for gap, condition in gap_conditions(TODAY).items():
        found_by = set(Listing.objects.filter(condition).order_by().values_list("pk", flat=True))
        assert found_by == {pk for pk, row in rows.items() if gap in row.gaps}
    lacking = Listing.objects.filter(incomplete(TODAY)).order_by().count()
    assert lacking == sum(bool(row.gaps) for row in rows.values())


def expected_visibility(row: RegisterRow, listing: Listing) -> Visibility:
    if row.validity in (Validity.NEVER, Validity.FUTURE, Validity.ENDED):
        return Visibility.NOT_IN_FORCE
    if row.validity == Validity.SUSPENDED:
        return Visibility.SUSPENDED
    return Visibility.SEEN if listing.visible else Visibility.HIDDEN


@pytest.mark.parametrize(
    ("days", "says"),
    [
        ({"in_force_from": 0}, Validity.IN_FORCE),
        ({"in_force_from": 1}, Validity.FUTURE),
        ({"in_force_from": -9, "in_force_until": 0}, Validity.ENDING),
        ({"in_force_from": -9, "in_force_until": -1}, Validity.ENDED),
        ({"in_force_from": -9, "in_force_until": ENDING_WITHIN_DAYS}, Validity.ENDING),
        ({"in_force_from": -9, "in_force_until": ENDING_WITHIN_DAYS + 1}, Validity.IN_FORCE),
        ({"in_force_from": -9, "suspended_from": 0}, Validity.SUSPENDED),
        ({"in_force_from": -9, "suspended_from": -5, "suspended_until": 0}, Validity.SUSPENDED),
        ({"in_force_from": -9, "suspended_from": -5, "suspended_until": -1}, Validity.IN_FORCE),
        ({"in_force_from": -9, "suspended_from": 1}, Validity.IN_FORCE),
        ({}, Validity.NEVER),
    ],
)
def test_first_and_last_days_of_a_validity_are_in_it(days: dict[str, int], says: Validity) -> None:
    dates: dict[str, date] = {name: TODAY + timedelta(days=count) for name, count in days.items()}
    make_listing(effect=AuthorisationEffect(authorised_capacity=9, **dates))
    (row,) = rows_of(register_for(agent(Role.DIGIPRO), Right.SEE_FACILITY, TODAY), TODAY)
    assert row.validity == says


def test_a_kind_that_is_not_published_is_the_first_reason(settings: Any) -> None:
    settings.PUBLIC_AES = False
    make_listing(kind=FacilityKind.AFTER_SCHOOL, visible=False)
    (row,) = rows_of(register_for(agent(Role.DIGIPRO), Right.SEE_FACILITY, TODAY), TODAY)
    assert row.visibility == Visibility.KIND


def test_an_agent_reads_of_their_territory_and_function_alone() -> None:
    kept = make_listing(kind=FacilityKind.INDEPENDENT_CHILDMINDER)
    make_listing(reference_number="M-2", organiser=kept.facility.organiser)
    make_listing(
        reference_number="M-3",
        organiser=kept.facility.organiser,
        kind=FacilityKind.INDEPENDENT_CHILDMINDER,
        address=Address("Rue Haute", "1", "", "4000", "Liège", "Liège", 50.6, 5.5),
    )
    adviser = agent(Role.ADVISER, Territory.NAMUR)
    found = list(rows_of(register_for(adviser, Right.SEE_FACILITY, TODAY), TODAY))
    assert [row.pk for row in found] == [kept.pk]
    assert register_for(agent(Role.EDITOR), Right.SEE_FACILITY, TODAY).count() == 0
    by_password = person_of(User.objects.get(pk=adviser.pk), LoginLevel.PASSWORD)
    assert register_for(by_password, Right.SEE_FACILITY, TODAY).count() == 0
