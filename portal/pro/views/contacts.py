"""Contacts ONE: who is in charge of a place, by function; and the switch between places."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.one_contacts import contacts_of
from portal.helpdesk.pages import page_of_ours
from portal.kernel import clock
from portal.pro.navigation import CONTACTS
from portal.pro.places import mean, places_of, same_page_of
from portal.pro.shell import page


@require_safe
@for_people
def contacts(request: PortalRequest, person: Person) -> HttpResponse:
    """Of the place that is meant."""
    current = places_of(request, person).current
    if current is None:
        return page(request, person, "pro/contacts.html", {"facility": None}, section=CONTACTS.name)
    return redirect("pro:facility_contacts", current.pk)


@require_safe
@for_people
def facility_contacts(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """Every function of this place. Agents' professional coordinates are nobody's personal data."""
    own = {facility.pk: facility for facility in places_of(request, person).own}
    if facility_id not in own:
        raise Http404
    facility = own[facility_id]
    context = {"facility": facility, "functions": contacts_of(facility, clock.today())}
    return page(request, person, "pro/contacts.html", context, section=CONTACTS.name)


@require_POST
@for_people
def switch_place(request: PortalRequest, person: Person) -> HttpResponse:
    """Another of one's own places, on the page where one is."""
    here = page_of_ours(request.POST.get("page", "")) or reverse("pro:home")
    if request.method != "POST":
        # Taken up after the session had ended: chosen again, where one sees what it does.
        return redirect("pro:home")
    chosen = request.POST.get("lieu", "")
    for facility in places_of(request, person).own:
        if str(facility.pk) == chosen:
            mean(request, facility)
            return redirect(same_page_of(here, facility))
    raise Http404
