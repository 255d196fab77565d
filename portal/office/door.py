"""The door of OFFICE.ONE: one middleware for every address under it, whatever view lies behind."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render, resolve_url

HOUSE = "/office/"
# What Wagtail brings along and nobody here may reach: password log-ins (`/_util/` lies outside the house and
# comes with `wagtail.urls`), diagnostics, and choosers of links, which fail while no page is published.
WALLED_UP = (
    "/_util/",
    "/office/password_reset/",
    "/office/failwhale/",
    "/office/test404/",
    "/office/choose-",
)


class Door:
    """Closed (a plain page, 404) unless `OFFICE_OPEN`; when open, only people who signed in pass.

    Works on `path_info`, before any view: sprites, catalogues and whatever Wagtail adds later included. It
    stands after `AuthenticationMiddleware`. The level and the age of a strong login will be asked here too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path.startswith(WALLED_UP):
            return HttpResponseNotFound()
        if path.startswith(HOUSE):
            return self._at_the_door(request)
        return self.get_response(request)

    def _at_the_door(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.OFFICE_OPEN:
            return render(request, "office/closed.html", status=404)
        if not request.user.is_authenticated:
            return redirect_to_login(request.path_info, resolve_url(settings.LOGIN_URL))
        return self.get_response(request)


def check_door(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """For `check --deploy`: a password alone must not open OFFICE.ONE where it is not a trial."""
    if not settings.OFFICE_OPEN:
        return []
    return [
        Error(
            "OFFICE.ONE est ouvert à un simple mot de passe.",
            hint="Laissez OFFICE_OPEN à False hors du développement.",
            id="office.E001",
        )
    ]
