"""How pages of PRO.ONE are served: behind its log-in, in its frame, to those whom they are for."""

from collections.abc import Collection
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.enums import Category
from portal.pro.places import own_facilities, places_of
from portal.pro.shell import page as in_frame

SECTION = "informations"


class ForProfessionals(Protocol):
    """A page of PRO.ONE."""

    template: str

    @property
    def crumbs(self) -> list[tuple[str, str]]: ...

    def is_for(self, categories: Collection[Category]) -> bool: ...

    def context_for(self, categories: Collection[Category]) -> dict[str, Any]: ...


def served(request: Any, page: Any) -> HttpResponse:
    """To whoever has signed in; whom it is not for, it does not exist (404)."""
    response: HttpResponse = _for_whom_it_is(request, page)
    return response


@for_people
def _for_whom_it_is(request: PortalRequest, person: Person, page: ForProfessionals) -> HttpResponse:
    categories = places_of(request, person).categories
    if not page.is_for(categories):
        raise Http404
    return _shown(request, person, page, categories)


def categories_of(person: Person) -> set[Category]:
    """Of the person's own places, where no page of theirs is asked for."""
    return {facility.get_category() for facility in own_facilities(person)}


def previewed(request: HttpRequest, page: ForProfessionals) -> HttpResponse:
    """To its editor, whatever their own places."""
    person: Person | None = getattr(request, "person", None)
    if person is None:
        return render(request, "editorial/preview_unsigned.html", {"page": page})
    return _shown(request, person, page, list(Category))


def _shown(
    request: Any, person: Person, page: ForProfessionals, categories: Collection[Category]
) -> HttpResponse:
    context = {"page": page} | page.context_for(categories)
    return in_frame(request, person, page.template, context, section=SECTION, crumbs=page.crumbs)
