"""The guide of the portal: its chapters for one's categories, and each of them."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.pro.guide import chapters_for
from portal.pro.navigation import GUIDE
from portal.pro.places import places_of
from portal.pro.shell import page


@require_safe
@for_people
def guide(request: PortalRequest, person: Person) -> HttpResponse:
    """The table of contents."""
    chapters = chapters_for(places_of(request, person).categories)
    return page(request, person, "pro/guide.html", {"chapters": chapters}, section=GUIDE.name)


@require_safe
@for_people
def chapter(request: PortalRequest, person: Person, chapter: str) -> HttpResponse:
    """One chapter, and the next; one of another category does not exist."""
    chapters = chapters_for(places_of(request, person).categories)
    number = next((number for number, each in enumerate(chapters) if each.slug == chapter), None)
    if number is None:
        raise Http404
    context = {
        "chapter": chapters[number],
        "following": chapters[number + 1] if number + 1 < len(chapters) else None,
    }
    return page(
        request,
        person,
        "pro/chapter.html",
        context,
        section=GUIDE.name,
        crumbs=[(GUIDE.label, reverse("pro:guide"))],
    )
