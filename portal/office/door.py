"""The door of OFFICE.ONE: one middleware for every address under it, whatever view lies behind."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.checks import CheckMessage, Error, Warning
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.shortcuts import render, resolve_url
from django.urls import reverse

from portal.accounts.enums import STRONG
from portal.accounts.person import person_behind
from portal.office import content

HOUSE = "/office/"
# What Wagtail brings along and nobody here may reach: password log-ins (`/_util/` lies outside the house and
# comes with `wagtail.urls`), diagnostics, and lists of redirects as files.
WALLED_UP = (
    "/_util/",
    "/office/password_reset/",
    "/office/failwhale/",
    "/office/test404/",
    "/office/redirects/import/",
    "/office/redirects/process_import/",
    "/office/redirects/start_import/",
)


class Door:
    """Closed (a plain page, 404) unless `OFFICE_OPEN`; when open, only people who signed in strongly pass.

    Works on `path_info`, before any view: sprites, catalogues and whatever Wagtail adds later included. It
    stands after `SignedIn`, which ends a session that is too old; a strong one is never remembered.
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
        if person_behind(request.user).level < STRONG:
            # To a page that says why, and leads on. What a form had sent is not taken.
            return redirect_to_login(request.path_info, reverse("accounts:step_up"))
        if content.hides(request.path_info, request.user):
            return HttpResponseNotFound()
        return self.get_response(request)


def check_door(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """For `check --deploy`: an open OFFICE.ONE needs a way in that is not one for everybody."""
    if not settings.OFFICE_OPEN:
        return []
    problems: list[CheckMessage] = []
    if not settings.STRONG_LOGIN:
        problems.append(
            Warning(
                "Personne ne peut entrer dans OFFICE.ONE\u00a0: la connexion forte n’est pas configurée.",
                hint="Indiquez CSAM_ISSUER, CSAM_CLIENT_ID et CSAM_CLIENT_SECRET.",
                id="office.W002",
            )
        )
    if settings.STRONG_LOGIN and urlsplit(settings.CSAM_ISSUER).scheme != "https":
        problems.append(
            Error(
                "La fédération est jointe sans chiffrement.",
                hint="CSAM_ISSUER commence par https:// hors du développement.",
                id="office.E001",
            )
        )
    if settings.EMERGENCY_ACCESS:
        problems.append(
            Warning(
                "L’accès de secours à OFFICE.ONE est ouvert.",
                hint="Remettez EMERGENCY_ACCESS à False dès que la fédération répond.",
                id="office.W001",
            )
        )
    return problems
