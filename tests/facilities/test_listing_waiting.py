"""What waits at one's listings: places first, then what parents miss; constant queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import LoginLevel
from portal.accounts.models import User
from portal.accounts.person import person_of
from portal.facilities.enums import AvailabilityStatus
from portal.facilities.listing_waiting import listings_that_wait
from portal.facilities.models import Facility
from portal.facilities.public import PublicOpening
from portal.facilities.services import state_availability
from portal.kernel.actors import SystemActor
from portal.kernel.days import long_date
from portal.kernel.waiting import WaitingLine
from tests.facilities.making import ACTOR, TODAY
from tests.facilities.reminded import Reminded, day, make_reminded

pytestmark = pytest.mark.django_db

COMPLETE: dict[str, Any] = {
    "opening": (PublicOpening(0, 450, 1080),),
    "ages": ((3, 36),),
    "outings": True,
    "tariff": "libre",
    "subsidy_level": 0,
    "phone": "+3281234567",
    "pedagogical_project": "Jouer dehors.",
}


def lines(place: Reminded, days: int) -> list[WaitingLine]:
    person = person_of(place.holder, LoginLevel.PASSWORD, day(days))
    facilities = list(Facility.objects.filter(pk=place.listing.facility_id))
    return list(listings_that_wait(person, facilities, day(days)))


@pytest.mark.parametrize(
    ("days", "said"), [(0, None), (59, None), (60, "à partir du"), (120, "à partir du"), (121, "lisent")]
)
def test_a_statement_is_asked_about_from_the_day_on_which_it_is_due(days: int, said: str | None) -> None:
    place = make_reminded(**COMPLETE)
    found = lines(place, days)
    if said is None:
        assert found == []
        return
    (line,) = found
    assert said in line.text
    assert line.is_urgent
    assert line.url == f"/pro/milieux/{place.listing.facility_id}/confirmer/"
    assert line.extra["change_url"].endswith("/disponibilites/")


def test_nothing_stated_and_a_day_that_has_passed_ask_for_an_answer() -> None:
    silent = make_reminded("silente", availability=AvailabilityStatus.UNKNOWN, confirmed_on=None, **COMPLETE)
    later = make_reminded(
        availability=AvailabilityStatus.NOT_BEFORE, available_from=TODAY + timedelta(days=10), **COMPLETE
    )
    for place, days in ((silent, 0), (later, 11)):
        (line,) = lines(place, days)
        assert line.action == "Répondre"
        assert line.url.endswith("/disponibilites/")
    assert lines(later, 9) == []


def test_who_has_answered_that_nothing_is_known_is_asked_again_later_and_without_urgency() -> None:
    place = make_reminded("silente", availability=AvailabilityStatus.UNKNOWN, confirmed_on=None, **COMPLETE)
    state_availability(
        actor=ACTOR, listing_id=place.listing_id, today=TODAY, status=AvailabilityStatus.UNKNOWN
    )
    assert lines(place, 0) == lines(place, 59) == []
    (line,) = lines(place, 60)
    assert f"Le {long_date(TODAY)}, vous avez indiqué" in line.text
    assert not line.is_urgent


def test_what_parents_miss_is_one_line_that_counts_the_rest() -> None:
    place = make_reminded(**COMPLETE | {"phone": "", "pedagogical_project": ""})
    (line,) = lines(place, 0)
    assert line.title == "Complétez votre fiche"
    assert line.text.endswith("Et 1 autre point.")
    assert not line.is_urgent


def test_what_one_alone_can_tell_is_asked_of_nobody_else() -> None:
    assert lines(make_reminded(**COMPLETE | {"tariff": "", "subsidy_level": None}), 0) == []


def test_a_hidden_listing_is_not_asked_about_its_places() -> None:
    place = make_reminded(visible=False, **COMPLETE)
    (line,) = lines(place, 300)
    assert line.title == "Complétez votre fiche"


def test_nothing_for_whoever_may_not_edit(django_user_model: type[User]) -> None:
    place = make_reminded()
    stranger = django_user_model.objects.create_user("etrangere")
    facilities = list(Facility.objects.all())
    assert list(listings_that_wait(person_of(stranger, LoginLevel.EID, TODAY), facilities, TODAY)) == []
    assert list(listings_that_wait(SystemActor("essai"), facilities, TODAY)) == []
    assert place.listing.visible


def test_the_number_of_queries_does_not_follow_the_number_of_places() -> None:
    counts = []
    for number in (1, 6):
        places = [make_reminded(f"aline{number}{each}") for each in range(number)]
        person = person_of(places[0].holder, LoginLevel.PASSWORD, TODAY)
        facilities = list(Facility.objects.all())
        organiser = places[0].listing.facility.organiser_id
        for facility in facilities:
            facility.organiser_id = organiser
        with CaptureQueriesContext(connection) as seen:
            assert list(listings_that_wait(person, facilities, day(80)))
        counts.append(len(seen))
    assert counts == [6, 6]
