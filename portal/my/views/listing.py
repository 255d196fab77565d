"""The page of one listing."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.facilities.access import public_listing
from portal.facilities.presentation import card, listing_slug, listing_url
from portal.facilities.public import PublicListing
from portal.facilities.public_files import public_files
from portal.kernel import clock


@require_safe
def listing(request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
    """All that is public of one listing; a former name in the address leads to the present one.

    What never existed and what is hidden get the same 404, which suggests to search.
    """
    today = clock.today()
    try:
        found = public_listing(pk, today)
    except ObjectDoesNotExist:
        return render(request, "my/listing_missing.html", status=404)
    if slug != listing_slug(found.name):
        return redirect(listing_url(found))
    response = page(request, found)
    # The breadcrumb leads back to the search that the visitor comes from.
    patch_vary_headers(response, ["Referer"])
    if found.noindex:
        response["X-Robots-Tag"] = "noindex"
    return response


def page(request: HttpRequest, found: PublicListing) -> HttpResponse:
    """The page itself, for parents and for the preview in OFFICE.ONE."""
    today = clock.today()
    response: HttpResponse = render(
        request,
        "my/listing.html",
        {
            "listing": found,
            "card": card(found, today),
            "today": today,
            "files": public_files(found.id),
        },
    )
    return response
