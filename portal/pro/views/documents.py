"""Mes documents: all files that one can save again, in one place."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.files.documents import documents_of
from portal.pro.navigation import DOCUMENTS
from portal.pro.shell import page


@require_safe
@for_people
def documents(request: PortalRequest, person: Person) -> HttpResponse:
    """By where they belong; what is not here is said in words."""
    return page(
        request, person, "pro/documents.html", {"groups": documents_of(person)}, section=DOCUMENTS.name
    )
