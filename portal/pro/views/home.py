"""The first page: which organisers are the person's, and their facilities."""

from collections import defaultdict
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
from portal.facilities.facility_access import facilities_for, organisers_for, organisers_that_wait
from portal.facilities.models import Facility
from portal.facilities.public import is_public_on
from portal.kernel import clock
from portal.pro.shell import own_organiser_ids, page, public_url, step_up_url
from portal.pro.words import greeting


@require_safe
@for_people
def home(request: PortalRequest, person: Person) -> HttpResponse:
    """Titled by the category of the person's facilities."""
    own = own_organiser_ids(person, Right.SEE_FACILITY)
    facilities = (
        facilities_for(person, Right.SEE_FACILITY)
        .filter(organiser__in=own)
        .select_related("listing")
        .order_by("listing__name_key", "pk")
    )
    by_organiser: dict[int, list[dict[str, Any]]] = defaultdict(list)
    kinds: set[FacilityKind] = set()
    for facility in facilities:
        kinds.add(FacilityKind(facility.kind))
        by_organiser[facility.organiser_id].append(_shown(facility))
    role_of = {held.organiser_id: held.role.label for held in person.roles if held.role.is_of_organiser}
    organisers = [
        {
            "organiser": organiser,
            "role": role_of[organiser.pk],
            "facilities": by_organiser[organiser.pk],
        }
        for organiser in organisers_for(person, Right.SEE_FACILITY).filter(pk__in=own)
    ]
    context = {
        "title": greeting(kinds),
        "organisers": organisers,
        "waiting": organisers_that_wait(person),
        "step_up_url": step_up_url(request.path),
        "works_at_one": settings.OFFICE_OPEN and person.is_agent,
    }
    return page(request, person, "pro/home.html", context, section="home")


def _shown(facility: Facility) -> dict[str, Any]:
    listing = facility.listing
    is_public = is_public_on(listing, clock.today())
    return {
        "name": listing.name,
        "sheet_url": reverse("pro:facility", args=[facility.pk]),
        "kind": facility.get_kind_display(),
        "where": f"{facility.postcode} {facility.locality}",
        "url": public_url(listing) if is_public else "",
    }
