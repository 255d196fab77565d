"""The door of every address below `/api/`: read only, so many times, and wrong in one form.

No address looks at a session: what is answered is what anybody may read.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from acte_content.headless import problems
from portal.limits.answers import in_words
from portal.limits.clients import client_of
from portal.limits.limiting import Refusal, spend

View = Callable[..., HttpResponseBase]
METHODS = ("GET", "HEAD", "OPTIONS")
LIMIT = "api"


# Nothing can be posted: without a token, a POST is told so (405) in the same form as all else.
def opened(view: View) -> View:
    """The view behind the door."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(METHODS)})
        if request.method not in METHODS:
            return _no_method()
        if refusal := spend(LIMIT, client_of(request)):
            return _too_many(refusal)
        return _answered(view, request, *args, **kwargs)

    return guarded


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Wherever else below `/api/`."""
    return problems.missing()


def _answered(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    is_head = request.method == "HEAD"
    if is_head:
        # The views know GET; the server leaves the body out.
        request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return problems.missing()
    except problems.Refused as refused:
        return problems.refused(refused.errors)
    except SuspiciousOperation:
        return problems.problem(400, "Cette demande n’est pas lisible.")
    finally:
        if is_head:
            request.method = "HEAD"


def _no_method() -> HttpResponse:
    response = problems.problem(405, "Cette interface se lit seulement\u00a0: utilisez GET.")
    response["Allow"] = ", ".join(METHODS)
    return response


def _too_many(refusal: Refusal) -> HttpResponse:
    when = f"Réessayez dans {in_words(refusal.seconds)}."
    status = 503 if refusal.whose == "nobody" else 429
    response = problems.problem(status, when, attendre_secondes=refusal.seconds)
    response["Retry-After"] = str(refusal.seconds)
    return response
