"""Open data: the page that explains the files, and the files."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe

from portal.limits.limiting import limited
from portal.my import open_data


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is in the files, of which day, under what licence."""
    context = {
        "published": open_data.published(),
        "fields": open_data.FIELDS,
        "csv": open_data.CSV,
        "geojson": open_data.GEOJSON,
        "description": open_data.DESCRIPTION,
        "licence": settings.OPEN_DATA_LICENCE,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "my/open_data.html", context)


def _etag(request: HttpRequest, name: str) -> str | None:
    published = open_data.published()
    return f'"{published.token}"' if published else None


# Asked before a file is opened, which an answer without content would leave open.
@require_safe
@limited("geojson", as_json=True)
@condition(etag_func=_etag)
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One of the files, at an address that stays; 404 before the first was written."""
    published = open_data.published()
    if published is None or name not in open_data.MEDIA_TYPES:
        raise Http404
    try:
        found = open_data.opened(published.token, name)
    except OSError as replaced:
        raise Http404 from replaced
    return FileResponse(
        found,
        as_attachment=name == open_data.CSV,
        filename=name,
        content_type=open_data.MEDIA_TYPES[name],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Last-Modified": http_date(published.at.timestamp()),
        },
    )
