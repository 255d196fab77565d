"""Whom to ask."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.pro.shell import page


@require_safe
@for_people
def help_page(request: PortalRequest, person: Person) -> HttpResponse:
    """The helpdesk, and who helps with which key."""
    return page(request, person, "pro/help.html")
