"""The first page: what waits, the listing's state, announcements, whom to call, and the ways on."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.enums import FacilityKind
from portal.facilities.facility_access import organisers_for, organisers_that_wait
from portal.facilities.models import Facility
from portal.facilities.public import is_public_on
from portal.kernel import clock
from portal.kernel.waiting import waiting_lines
from portal.news.access import announcements_for
from portal.pro.places import own_organiser_ids, places_of
from portal.pro.sections.availability import AVAILABILITY
from portal.pro.shell import page, public_url, step_up_url
from portal.pro.shortcuts import shortcuts_of
from portal.pro.words import greeting


@require_safe
@for_people
def home(request: PortalRequest, person: Person) -> HttpResponse:
    """Titled by the category of the person's facilities."""
    today, places = clock.today(), places_of(request, person)
    own = own_organiser_ids(person, Right.SEE_FACILITY)
    editable = own_organiser_ids(person, Right.EDIT_LISTING)
    role_of = {held.organiser_id: held.role.label for held in person.roles if held.role.is_of_organiser}
    organisers = [
        {
            "organiser": organiser,
            "role": role_of[organiser.pk],
            "facilities": [
                _shown(facility, editable) for facility in places.own if facility.organiser_id == organiser.pk
            ],
        }
        for organiser in organisers_for(person, Right.SEE_FACILITY).filter(pk__in=own)
    ]
    context = {
        "title": greeting({FacilityKind(facility.kind) for facility in places.own}),
        "organisers": organisers,
        "lines": waiting_lines(person, places.own, today),
        "listing": _shown(places.current, editable) if places.current else None,
        "announcements": announcements_for(places.categories, today),
        "shortcuts": shortcuts_of(person, places),
        "waiting": organisers_that_wait(person),
        "step_up_url": step_up_url(request.path),
        "works_at_one": settings.OFFICE_OPEN and person.is_agent,
    }
    return page(request, person, "pro/home.html", context, section="home")


def _shown(facility: Facility, editable: set[int]) -> dict[str, Any]:
    listing = facility.listing
    is_public = is_public_on(listing, clock.today())
    return {
        "name": listing.name,
        "sheet_url": reverse("pro:facility", args=[facility.pk]),
        "kind": facility.get_kind_display(),
        "where": f"{facility.postcode} {facility.locality}",
        "url": public_url(listing) if is_public else "",
        "places_url": _places_url(facility) if facility.organiser_id in editable else "",
        "is_hidden": not listing.visible,
    }


def _places_url(facility: Facility) -> str:
    return reverse("pro:section", args=[facility.pk, AVAILABILITY.slug])
