"""Handing out a private file to whoever an access function has found it for: to be saved, never shown."""

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header


def as_download(file: FieldFile, name: str, media_type: str) -> HttpResponse:
    """The file as a download. What it holds never runs with our origin: no page, no frame, no guessing.

    404 where the disk has lost it.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError as lost:
        raise Http404 from lost
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": str(content_disposition_header(True, name)),
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
