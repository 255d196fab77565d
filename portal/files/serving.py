"""Handing out a private file to whoever an access function has found it for. Only what is clean, ever."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from portal.files.keeping import derived_from, read
from portal.files.models import ReceivedFile

# What it holds never runs with our origin: no page, no frame, no guessing; and no cache keeps it.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


def as_download(received: ReceivedFile) -> HttpResponse:
    """The file, to be saved. 404 while it is held, where it was refused, and where the disk has lost it."""
    return _answer(received, as_attachment=True)


def as_picture(received: ReceivedFile, derived: str = "") -> HttpResponse:
    """The same, for an `img` on a page of ours: of pictures alone, which are drawn by us. 404 for others.

    `derived`: the name of a JPEG that was made of it, instead of the whole.
    """
    if not received.is_picture:
        raise Http404
    return _answer(received, as_attachment=False, derived=derived)


def _answer(received: ReceivedFile, *, as_attachment: bool, derived: str = "") -> HttpResponse:
    if not received.is_clean:
        raise Http404
    try:
        content = derived_from(received, [derived])[derived] if derived else read(received)
    except FileNotFoundError as lost:
        raise Http404 from lost
    disposition = str(content_disposition_header(as_attachment, received.name) or "inline")
    return HttpResponse(
        content,
        content_type="image/jpeg" if derived else received.media_type,
        headers={**_HEADERS, "Content-Disposition": disposition},
    )
