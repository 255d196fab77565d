"""Serving what editors publish: pages of the tree, and the sizes of their pictures."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.views import serve

from portal.files.checks import PORTAL

# A rendition has its size in its name, and is never drawn again under the same one.
_KEPT_SECONDS = 24 * 3600
_TYPES = {
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}


@require_safe
def published_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """The page of the tree at this address; 404 where none is published."""
    response: HttpResponseBase = serve(request, path)
    return response


@require_safe
def picture(request: HttpRequest, file: str) -> FileResponse:
    """One size of an editors' image, where this website serves its media. Originals have no address."""
    kind = _TYPES.get(file.rpartition(".")[2].lower())
    if settings.MEDIA_SERVED_BY != PORTAL or kind is None:
        raise Http404
    try:
        found = (Path(settings.MEDIA_ROOT) / "images" / file).open("rb")
    except OSError as missing:
        raise Http404 from missing
    return FileResponse(
        found,
        content_type=kind,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
        },
    )
