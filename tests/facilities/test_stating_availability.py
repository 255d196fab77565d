"""What follows from a new general statement of availability, for what was stated before."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal.facilities import services
from portal.facilities.enums import AgeBand, AvailabilityStatus
from portal.facilities.public import Period, PublicFreePlaces, shown_listing
from tests.facilities.making import ACTOR, TODAY, make_listing

pytestmark = pytest.mark.django_db

NOW = AvailabilityStatus.NOW
FREE_ONE = [PublicFreePlaces(AgeBand.UNDER_ONE, TODAY, 1)]


def test_that_nothing_is_known_forgets_the_date_and_is_dated_for_the_place_alone() -> None:
    listing = make_listing(
        availability=AvailabilityStatus.NOT_BEFORE, available_from=date(2026, 9, 1), confirmed_on=TODAY
    )
    services.state_availability(
        actor=ACTOR, listing_id=listing.pk, today=TODAY, status=AvailabilityStatus.UNKNOWN
    )
    listing.refresh_from_db()
    assert (listing.available_from, listing.confirmed_on) == (None, TODAY)
    assert shown_listing(listing).confirmed_on is None


def test_an_agent_who_states_availability_confirms_it_that_day() -> None:
    listing = make_listing()
    services.update_listing(
        actor=ACTOR, listing_id=listing.pk, version=1, today=TODAY, stated={"availability": NOW}
    )
    listing.refresh_from_db()
    assert listing.confirmed_on == TODAY


@pytest.mark.parametrize(
    ("stated", "left"),
    [
        ({"availability": AvailabilityStatus.UNKNOWN}, []),
        (
            {"availability": AvailabilityStatus.NOT_BEFORE, "available_from": date(2026, 9, 1)},
            [date(2026, 9, 1)],
        ),
        ({"unavailable": [Period(TODAY, TODAY)]}, [TODAY]),
        ({"availability": NOW}, [TODAY]),
    ],
)
def test_places_by_age_give_way_to_a_new_general_statement(stated: dict[str, Any], left: list[date]) -> None:
    listing = make_listing(availability=NOW, confirmed_on=TODAY, free_places=FREE_ONE)
    services.update_listing(actor=ACTOR, listing_id=listing.pk, version=1, today=TODAY, stated=stated)
    assert list(listing.free_places.values_list("from_day", flat=True)) == left


@pytest.mark.parametrize(
    ("stated", "left"),
    [
        ({"availability": NOW}, [TODAY, date(2026, 9, 1)]),
        ({"available_from": date(2026, 4, 1)}, [date(2026, 4, 1), date(2026, 9, 1)]),
        ({"available_from": date(2026, 10, 1)}, [date(2026, 10, 1)] * 2),
        ({"confirmed_on": TODAY}, [date(2026, 5, 1), date(2026, 9, 1)]),
    ],
)
def test_places_by_age_that_were_to_be_free_with_all_others_follow_them(
    stated: dict[str, Any], left: list[date]
) -> None:
    listing = make_listing(
        availability=AvailabilityStatus.NOT_BEFORE,
        available_from=date(2026, 5, 1),
        confirmed_on=TODAY - timedelta(days=9),
        free_places=[
            PublicFreePlaces(AgeBand.UNDER_ONE, date(2026, 5, 1), 2),
            PublicFreePlaces(AgeBand.ONE_TO_TWO, date(2026, 9, 1), 1),
        ],
    )
    services.update_listing(actor=ACTOR, listing_id=listing.pk, version=1, today=TODAY, stated=stated)
    assert list(listing.free_places.values_list("from_day", flat=True)) == left
