"""A listing as parents would see it, before anything is saved.

The page belongs to MY.ONE, which registers it; OFFICE.ONE shows it. Neither imports the other.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.facilities.public import PublicListing

Page = Callable[[HttpRequest, PublicListing], HttpResponse]
_pages: list[Page] = []


def register_page(page: Page) -> None:
    """Called by MY.ONE in `AppConfig.ready()`."""
    _pages[:] = [page]


def render_preview(request: HttpRequest, listing: PublicListing) -> HttpResponse:
    """The page of this listing, made by MY.ONE."""
    return _pages[0](request, listing)
