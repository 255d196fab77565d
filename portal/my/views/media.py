"""Approved copies on the public media, where the website serves them itself."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from portal.files.checks import PORTAL
from portal.files.publishing import opened

# For so long a browser may show what was withdrawn meanwhile.
_KEPT_SECONDS = 3600
_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "pdf": "application/pdf"}


@require_safe
def published(request: HttpRequest, folder: str, copy: str, file: str) -> FileResponse:
    """One of them; 404 for what is not there, or not any more, and where the proxy serves them.

    A PDF is saved, never shown with our origin.
    """
    if settings.MEDIA_SERVED_BY != PORTAL:
        raise Http404
    try:
        found = opened(folder, copy, file)
    except OSError as missing:
        raise Http404 from missing
    suffix = file.rpartition(".")[2]
    return FileResponse(
        found,
        as_attachment=suffix == "pdf",
        filename=file,
        content_type=_TYPES[suffix],
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": f"public, max-age={_KEPT_SECONDS}",
        },
    )
