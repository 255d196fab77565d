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
from portal.facilities.freshness import freshness_of
from portal.facilities.models import Facility
from portal.facilities.services import confirm_availability
from portal.facilities.services.seen import is_stale
from portal.kernel import clock

HOME = "accueil"
SEEN = "seen"
_CHANGED = (
    "ce qui est annoncé a changé entre-temps. Rien n’est confirmé\u00a0: lisez ce qui est annoncé "
    "maintenant, puis confirmez si c’est exact."
)


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
    name, today = facility.listing.name, clock.today()
    seen = request.POST.get(SEEN, "")
    try:
        is_new = confirm_availability(actor=person, listing_id=facility.listing.pk, today=today, seen=seen)
    except ValidationError as refusal:
        said = _CHANGED if is_stale(refusal) else " ".join(refusal.messages)
        messages.error(request, f"{name}\u00a0: {said}")
        return
    facility.listing.refresh_from_db()
    words = freshness_of(facility.listing, today).words
    if is_new:
        messages.success(
            request,
            f"{name}\u00a0: «\u00a0{words}\u00a0» est confirmé. Les parents le voient dès maintenant.",
        )
    else:
        messages.info(request, f"{name}\u00a0: vous l’aviez déjà confirmé aujourd’hui.")
