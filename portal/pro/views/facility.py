"""Milieu d'accueil: what the portal knows of it, to read."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.facility_access import facility_for
from portal.facilities.models import Facility
from portal.facilities.sheet import sheet_of
from portal.kernel import clock
from portal.pro.shell import page, public_url


@require_safe
@for_people
def facility(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """Every part says whether parents see it."""
    try:
        found = facility_for(person, facility_id, right=Right.SEE_FACILITY, purpose="milieu d’accueil")
    except Facility.DoesNotExist as nobodys:
        raise Http404 from nobodys
    sheet = sheet_of(found, clock.today())
    context = {
        "facility": found,
        "sheet": sheet,
        "public_url": public_url(found.listing) if sheet.is_public else "",
        "history_url": f"{reverse('pro:history', args=[found.organiser_id])}?lieu={found.pk}",
    }
    return page(request, person, "pro/facility.html", context, section="home", crumbs=[])
