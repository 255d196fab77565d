"""Serving what editors publish: pages of the tree, their documents, and the sizes of their pictures."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.views import serve

from acte_content.editorial.access import awaits_sign_in, document_for
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import ask_to_sign_in
from portal.files.checks import PORTAL

# A rendition has its size in its name, and is never drawn again under the same one.
_KEPT_SECONDS = 24 * 3600
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
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
def document(request: PortalRequest, document_id: str, filename: str) -> HttpResponseBase:
    """A PDF that a published page holds, to be saved; 404 for others. Its name is as it stands in the link.

    Somebody who has not signed in is asked to, where the page is one of PRO.ONE.
    """
    pk = int(document_id)
    try:
        # Whoever reads a public one is not looked up.
        found = document_for(None, pk)
    except Http404:
        if request.person is None and awaits_sign_in(pk):
            return ask_to_sign_in(request)
        found = document_for(request.person, pk)
    if found.filename != filename:
        raise Http404
    try:
        with found.file.open("rb") as opened:
            content = opened.read()
    except OSError as missing:
        raise Http404 from missing
    disposition = str(content_disposition_header(True, found.filename))
    headers = _HEADERS | {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


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
        headers=_HEADERS | {"Cache-Control": f"public, max-age={_KEPT_SECONDS}"},
    )
