"""Which other websites' scripts may read the public interface (CORS), by `settings.API_ORIGINS`.

No answer below `/api/` depends on who asks, and no cookie is ever accepted with a request from elsewhere.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

PREFIX = "/api/"
# Files that programs read as well; the page above them is for people, and for search engines.
SHARED = (PREFIX, "/donnees-ouvertes/")
_EXPOSED = "ETag, Retry-After, Link"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def share(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """A middleware, outside of the one that answers 304: a script reads that answer too."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(SHARED):
            return get_response(request)
        is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204, headers=_PREFLIGHT) if is_preflight else get_response(request)
        if request.path_info.startswith(PREFIX):
            # A search engine finds pages, and not those of places that refuse it.
            response["X-Robots-Tag"] = "noindex"
        _say_who(request, response)
        return response

    return middleware


def _say_who(request: HttpRequest, response: HttpResponseBase) -> None:
    origins = settings.API_ORIGINS
    if not origins:
        return
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if "*" in origins:
        response["Access-Control-Allow-Origin"] = "*"
        return
    patch_vary_headers(response, ("Origin",))
    origin = request.headers.get("Origin", "")
    if origin in origins:
        response["Access-Control-Allow-Origin"] = origin
