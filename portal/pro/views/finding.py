"""« Chercher dans le portail ». What is typed may be a matricule: it is posted, and sealed in the address."""

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.person import Person
from portal.accounts.sealing import Unsealable, seal, unseal
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.kernel.finding import Asked, find
from portal.pro.navigation import lines_of
from portal.pro.places import places_of
from portal.pro.shell import page
from search.analysis import fold

FIELD = "recherche"
AT_MOST = 8
_SEALED_AS = "pro.find"
_LASTS = timedelta(hours=12)
_LONGEST = 100


class _SeeOther(HttpResponseRedirect):
    """After a POST that changed nothing: get the answer."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def find_page(request: PortalRequest, person: Person) -> HttpResponse:
    """Answers, source by source; a sentence where there is none."""
    if request.method == "POST":
        text = request.POST.get(FIELD, "").strip()[:_LONGEST].strip()
        path = reverse("pro:find")
        return _SeeOther(f"{path}?{FIELD}={seal(_SEALED_AS, [person.pk, text])}" if text else path)
    text = _opened(request.GET.get(FIELD, ""), person)
    places = places_of(request, person)
    asked = Asked(
        actor=person,
        text=text,
        words=tuple(fold(text).split()),
        facilities=places.own,
        navigation=[(line.item.label, line.url) for line in lines_of(person, places, "")],
    )
    return page(request, person, "pro/find.html", {"searched": text, "groups": find(asked, AT_MOST)})


def _opened(token: str, person: Person) -> str:
    """What this person typed; nothing of somebody else's address."""
    if not token:
        return ""
    try:
        owner_id, text = unseal(_SEALED_AS, token, valid=_LASTS)
    except Unsealable:
        return ""
    return str(text) if owner_id == person.pk else ""
