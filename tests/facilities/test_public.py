"""What is public, and when: every sector, in force or not, suspended or not, visible or not, at both ends."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from portal.facilities.access import public_listing, public_listings
from portal.facilities.documents import DatabaseSource, to_document
from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.models import Listing
from portal.facilities.services import AuthorisationEffect
from tests.facilities.making import TODAY, make_listing, make_organiser

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)
FROM, UNTIL = date(2026, 2, 1), date(2026, 4, 30)
SUSPENDED_FROM, SUSPENDED_UNTIL = date(2026, 3, 10), date(2026, 3, 20)
EDGES = sorted(
    {
        day + offset
        for day in (FROM, UNTIL, SUSPENDED_FROM, SUSPENDED_UNTIL)
        for offset in (-ONE_DAY, timedelta(0), ONE_DAY)
    }
)
IN_FORCE = {
    "never": (None, None),
    "open": (FROM, None),
    "closed": (FROM, UNTIL),
}
SUSPENSIONS = {
    "none": (None, None),
    "for good": (SUSPENDED_FROM, None),
    "for a while": (SUSPENDED_FROM, SUSPENDED_UNTIL),
    "from the start": (FROM - ONE_DAY, FROM),
    "whole": (FROM - ONE_DAY, UNTIL + ONE_DAY),
}
KINDS = (FacilityKind.CRECHE, FacilityKind.AFTER_SCHOOL, FacilityKind.CONSULTATION)


def expected(sector: Sector, in_force: str, suspension: str, visible: bool, day: date) -> bool:
    """The rule as one would say it of one day."""
    if not visible:
        return False
    if sector == Sector.SUPPORT:
        return True
    first, last = IN_FORCE[in_force]
    if first is None or day < first or (last is not None and day > last):
        return False
    pause, resume = SUSPENSIONS[suspension]
    return pause is None or day < pause or (resume is not None and day > resume)


@pytest.mark.parametrize(
    ("kind", "in_force", "suspension", "visible"), list(product(KINDS, IN_FORCE, SUSPENSIONS, (True, False)))
)
def test_public_on_each_side_of_each_end(
    kind: FacilityKind, in_force: str, suspension: str, visible: bool
) -> None:
    effect = AuthorisationEffect(10, *IN_FORCE[in_force], *SUSPENSIONS[suspension])
    listing = make_listing(kind=kind, effect=effect, visible=visible)
    document = to_document(listing, version=1)
    for day in EDGES:
        public = expected(kind.sector, in_force, suspension, visible, day)
        assert (listing.public_on(day) is not None) == public, day
        assert any(day.toordinal() in days for days in document.public) == public, day


def test_after_school_care_is_public_only_where_one_chose_so(settings: Any) -> None:
    listing = make_listing(kind=FacilityKind.AFTER_SCHOOL, reference_number="M-1")
    homework_school = make_listing(kind=FacilityKind.HOMEWORK_SCHOOL, reference_number="M-2")
    with_it = DatabaseSource().rules
    assert listing.public_on(TODAY) is not None
    settings.PUBLIC_AES = False
    assert listing.public_on(TODAY) is None
    assert to_document(listing, 1).public == ()
    assert homework_school.public_on(TODAY) is not None
    assert DatabaseSource().rules != with_it, "a saved index of other rules would be taken for this one's"


def test_the_door_opens_for_what_is_public_only() -> None:
    organiser = make_organiser()
    shown = make_listing(reference_number="M-1", organiser=organiser)
    hidden = make_listing(reference_number="M-2", organiser=organiser, visible=False)

    assert public_listing(shown.pk, TODAY).name == "Les Petits Pas"
    assert list(public_listings([hidden.pk, 10**9, shown.pk], TODAY)) == [shown.pk]
    for pk in (hidden.pk, 10**9):
        with pytest.raises(Listing.DoesNotExist):
            public_listing(pk, TODAY)


def test_many_listings_cost_as_many_queries_as_one(django_assert_num_queries: Any) -> None:
    organiser = make_organiser()
    ids = [make_listing(reference_number=f"M-{n}", organiser=organiser).pk for n in range(5)]
    with django_assert_num_queries(5):
        assert list(public_listings(reversed(ids), TODAY)) == ids[::-1]
