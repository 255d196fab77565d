"""Pages of one organiser: which one, where somebody is a member of several."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.facilities.facility_access import organiser_for, organisers_that_wait
from portal.facilities.models import Organiser
from portal.pro.navigation import NavItem
from portal.pro.places import own_organiser_ids
from portal.pro.shell import Crumbs, page, step_up_url


def choose(request: PortalRequest, person: Person, line: NavItem, to: str) -> HttpResponse:
    """A list of own organisers that leads to `to` (a name of PRO.ONE's); with one alone, its page at once."""
    organisers = list(Organiser.objects.filter(pk__in=_own(person, line)))
    if len(organisers) == 1:
        return redirect(f"pro:{to}", organisers[0].pk)
    choices = [(organiser.name, reverse(f"pro:{to}", args=[organiser.pk])) for organiser in organisers]
    context = {
        "title": line.label,
        "icon": line.icon,
        "choices": choices,
        "waiting": organisers_that_wait(person),
        "step_up_url": step_up_url(request.path),
    }
    return page(request, person, "pro/choose.html", context, section=line.name)


def above(person: Person, line: NavItem) -> Crumbs:
    """The way back to the choice, for whoever has one."""
    return [(line.label, reverse(f"pro:{line.name}"))] if len(_own(person, line)) > 1 else []


def organiser_or_404(person: Person, organiser_id: int, right: Right) -> Organiser:
    """An organiser on which the person has the right; another one does not exist."""
    try:
        return organiser_for(person, organiser_id, right=right)
    except Organiser.DoesNotExist as nobodys:
        raise Http404 from nobodys


def _own(person: Person, line: NavItem) -> set[int]:
    return own_organiser_ids(person, line.right) if line.right else set()
