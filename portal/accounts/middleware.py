"""Who sends a request: known when asked for, and no longer than the session lasts."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.accounts import sessions


class SignedIn:
    """After AuthenticationMiddleware: `request.user` with its `level`, `request.person`, `request.login`.

    Sessions end here (`portal.accounts.sessions`): whoever's has ended is anonymous to every view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sessions.prepare(request)
        response = self.get_response(request)
        sessions.settle(request, response)
        return response
