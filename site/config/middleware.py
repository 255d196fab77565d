"""What every answer carries, whoever made it: headers of protection, a cache policy, compression.

One question decides the last two: does the answer depend on who asks? It does when the session, the user or
a CSRF token was looked at, and Django then says `Vary: Cookie`.
"""

import gzip
from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = ", ".join(
    [
        "geolocation=(self)",  # "around me", on the parent's own request
        *(f"{feature}=()" for feature in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "gyroscope",
            "magnetometer", "microphone", "midi", "payment", "usb",
        )),
    ]
)  # fmt: skip

COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/ld+json",
    "application/xml",
    "image/svg+xml",
)
# Below this, the headers weigh more than what is won.
COMPRESSED_FROM_BYTES = 500
# For pages made on the spot; static files are compressed once, as far as it goes.
BROTLI_QUALITY = 4
GZIP_LEVEL = 5


def protect(get_response: GetResponse) -> GetResponse:
    """Headers that Django's own middlewares do not know."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class CommonForPeople(CommonMiddleware):
    """Django's, which refuses a host name that is not ours, except for machines: a probe asks by address.

    No answer at `MACHINE_PATHS` depends on the name by which it is asked.
    """

    def process_request(self, request: HttpRequest) -> HttpResponsePermanentRedirect | None:
        return None if request.path_info in settings.MACHINE_PATHS else super().process_request(request)


def state_cache_policy(get_response: GetResponse) -> GetResponse:
    """Personal pages are kept nowhere; public ones are asked for again each time, and mostly answered 304.

    A change of a listing shows at the next request, so no public page is ever taken as fresh unasked. A view
    that knows better states its own Cache-Control.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store" if _is_personal(response) else "no-cache"
        return response

    return middleware


def compress(get_response: GetResponse) -> GetResponse:
    """Brotli or gzip for public answers. Personal ones stay plain: compressed beside text that an attacker
    chooses, the length of an answer tells its secrets (BREACH)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if _is_compressible(response):
            patch_vary_headers(response, ("Accept-Encoding",))
            _compress(response, request.headers.get("Accept-Encoding", ""))
        return response

    return middleware


def _is_personal(response: HttpResponseBase) -> bool:
    return has_vary_header(response, "Cookie") or bool(response.cookies)


def _is_compressible(response: HttpResponseBase) -> bool:
    return (
        not response.streaming
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(COMPRESSED_TYPES)
        and not _is_personal(response)
    )


def _compress(response: HttpResponseBase, accepted: str) -> None:
    content: bytes = response.content  # type: ignore[attr-defined]  # not streaming
    if len(content) < COMPRESSED_FROM_BYTES:
        return
    encodings = {part.split(";")[0].strip() for part in accepted.split(",") if not part.endswith("q=0")}
    if "br" in encodings:
        encoding, smaller = "br", brotli.compress(content, quality=BROTLI_QUALITY)
    elif "gzip" in encodings:
        encoding, smaller = "gzip", gzip.compress(content, GZIP_LEVEL, mtime=0)
    else:
        return
    response.content = smaller  # type: ignore[attr-defined]  # not streaming
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(smaller))
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        # Equal in meaning to the plain answer, not byte for byte.
        response["ETag"] = f"W/{etag}"
