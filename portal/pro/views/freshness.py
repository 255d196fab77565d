"""Saying with one tap that what is stated of the places is still true."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.facility_access import facility_for
from portal.facilities.models import Facility
from portal.facilities.services import confirm_availability
from portal.kernel import clock

HOME = "accueil"


@require_POST
@for_people
def confirm(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """Leads back to where the button was: the place's own page, or the home page (`retour`)."""
    try:
        found = facility_for(person, facility_id, right=Right.EDIT_LISTING, purpose="disponibilités")
    except Facility.DoesNotExist as nobodys:
        raise Http404 from nobodys
    # Taken up after the session had ended: shown again, not sent.
    if request.method == "POST":
        _confirm(request, person, found)
    return redirect("pro:home") if request.POST.get("retour") == HOME else redirect("pro:facility", found.pk)


def _confirm(request: PortalRequest, person: Person, facility: Facility) -> None:
    name = facility.listing.name
    try:
        is_new = confirm_availability(actor=person, listing_id=facility.listing.pk, today=clock.today())
    except ValidationError as refusal:
        messages.error(request, f"{name}\u00a0: {' '.join(refusal.messages)}")
        return
    if is_new:
        messages.success(request, f"{name}\u00a0: c’est confirmé. Les parents le voient dès maintenant.")
    else:
        messages.info(request, f"{name}\u00a0: vous l’aviez déjà confirmé aujourd’hui.")
