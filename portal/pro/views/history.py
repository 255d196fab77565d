"""Historique: who read or changed what, of an organiser and its places."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.audit.models import AuditEntry
from portal.facilities.history import History, history_for, lines
from portal.facilities.models import Facility, Organiser
from portal.kernel.paging import pager
from portal.pro.choosing import above, choose
from portal.pro.navigation import HISTORIES
from portal.pro.shell import page

PAGE_SIZE = 50
KINDS = {"lectures": AuditEntry.Kind.CONSULTATION, "modifications": AuditEntry.Kind.MODIFICATION}


@require_safe
@for_people
def histories(request: PortalRequest, person: Person) -> HttpResponse:
    """Which organiser; with one alone, its page at once."""
    return choose(request, person, HISTORIES, "history")


@require_safe
@for_people
def history(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """Newest first. Filters are numbers and words of ours: no name gets into an address."""
    place, kind = request.GET.get("lieu", ""), request.GET.get("quoi", "")
    found = _history(person, organiser_id, place)
    entries = found.entries.filter(kind=KINDS[kind]) if kind in KINDS else found.entries
    shown = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in (("lieu", place), ("quoi", kind)) if value}
    context = {
        "organiser": found.organiser,
        "places": found.facilities,
        "place": place,
        "kind": kind,
        "lines": lines(found, shown.object_list),
        "total": shown.paginator.count,
        "pager": pager(
            shown.number, shown.paginator.num_pages, lambda number: f"?{urlencode(chosen | {'page': number})}"
        ),
    }
    return page(
        request, person, "pro/history.html", context, section="histories", crumbs=above(person, HISTORIES)
    )


def _history(person: Person, organiser_id: int, place: str) -> History:
    if place and not (place.isascii() and place.isdigit()):
        raise Http404
    try:
        return history_for(person, organiser_id, facility_id=int(place[:20]) if place else None)
    except (Organiser.DoesNotExist, Facility.DoesNotExist) as nobodys:
        raise Http404 from nobodys
