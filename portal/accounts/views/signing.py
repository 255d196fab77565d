"""Signing in and out, going on for longer, and asking somebody to sign in."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import drafts, lockout, sessions
from portal.accounts.enums import LoginLevel
from portal.accounts.forms import SignInForm
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.strong import federation
from portal.kernel import clock
from portal.limits.limiting import limited, posted

P = ParamSpec("P")
_WRONG = (
    "Ce nom d’utilisateur, ou cette adresse e-mail, et ce mot de passe ne vont pas ensemble. Vérifiez les "
    "majuscules, puis réessayez."
)
_SHARED = "Si une autre personne utilise la même adresse e-mail, tapez votre nom d’utilisateur."
_STILL_THERE = (
    "Vous êtes déconnecté ici, mais le service d’authentification n’a pas répondu. Fermez votre navigateur, "
    "pour terminer aussi sa session."
)
_AGAIN = "Vérifiez ce que vous aviez tapé, puis envoyez-le\u00a0: rien n’est encore enregistré."
_LOST = "Ce que vous aviez tapé n’a pas pu être repris\u00a0: tapez-le à nouveau."


@limited("login")
@limited("login_account", posted("username"))
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: PortalRequest) -> HttpResponse:
    """The page of the log-in. Whoever has signed in finds the way on, and out."""
    if request.method != "POST":
        if request.person:
            return render(request, "accounts/signed_in.html", at_the_door(following_of(request)))
        return _ask(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _ask(request, form)
    name = form.cleaned_data["username"]
    user = lockout.try_password(request, name, form.cleaned_data["password"])
    if user is None:
        if until := lockout.locked_until(request, name):
            form.add_error(None, _locked(until))
            return _ask(request, form, status=429)
        form.add_error(None, _WRONG)
        if "@" in name:
            form.add_error(None, _SHARED)
        return _ask(request, form)
    sessions.sign_in(request, user, level=LoginLevel.PASSWORD, remember=form.cleaned_data["remember"])
    return after_sign_in(
        request, user, following=following_of(request), draft=request.POST.get(drafts.FIELD, "")
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here and, where the federation has one of its own, there too."""
    login = sessions.login_of(request)
    # Asked before the session ends: it is the browser that goes there.
    elsewhere = federation.end_url(request) if login and login.federated else ""
    sessions.sign_out(request)
    if login and login.federated and not elsewhere:
        messages.warning(request, _STILL_THERE)
    return redirect(elsewhere or "accounts:signed_out")


@require_safe
def signed_out(request: PortalRequest) -> HttpResponse:
    """Where everybody arrives who has signed out, here or there; others are told nothing false."""
    if request.person is None:
        messages.success(request, "Vous êtes déconnecté.")
    return redirect("accounts:sign_in")


@require_POST
def prolong(request: HttpRequest) -> HttpResponse:
    """To have asked is to have been seen. Says how many seconds are left now; 403: the session has ended."""
    end = sessions.ends_at(request)
    if end is None:
        return JsonResponse({"seconds": 0}, status=403)
    return JsonResponse({"seconds": int((end - clock.now()).total_seconds())})


def for_people(
    view: Callable[Concatenate[PortalRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[PortalRequest, P], HttpResponse]:
    """A view for whoever has signed in, who is its second argument; others are asked to.

    A form that comes after its session has ended is not lost: it goes with the log-in, and comes back as
    `request.draft`, to be shown and sent again.
    """

    @wraps(view)
    def guarded(request: PortalRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request.person
        if person is None:
            return ask_to_sign_in(request)
        if request.method == "POST" and drafts.FIELD in request.POST:
            _take_up(request, person)
        return view(request, person, *args, **kwargs)

    guarded.for_people = True  # type: ignore[attr-defined]  # seen by the test of all addresses
    return guarded


def ask_to_sign_in(request: PortalRequest) -> HttpResponse:
    """A way to the log-in; for a form that comes too late, the log-in itself, with the form sealed in it."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    draft = drafts.sealed_draft(request)
    late = {
        "next": request.get_full_path(),
        "draft": draft,
        "is_late": True,
        "has_files": bool(request.FILES),
    }
    return _ask(request, SignInForm(), status=403, **late)


def typed(request: PortalRequest) -> Any:
    """What a form of this page is filled with: what is sent, or was typed before the session ended."""
    return request.POST if request.method == "POST" else request.draft


def _take_up(request: PortalRequest, person: Person) -> None:
    """Show the form again instead of taking it as sent."""
    draft = drafts.open_draft(request.POST[drafts.FIELD], user_id=person.pk)
    request.method = "GET"
    if draft and draft.path == request.get_full_path():
        request.draft = draft.typed
        messages.warning(request, _AGAIN)
    else:
        messages.error(request, _LOST)


def after_sign_in(request: HttpRequest, user: User, *, following: str, draft: str) -> HttpResponse:
    """On to where somebody was going, or back to the form that they were filling in."""
    opened = drafts.open_draft(draft, user_id=user.pk) if draft else None
    if opened:
        return render(request, "accounts/resume.html", {"draft": draft, "path": opened.path})
    return redirect(following or settings.LOGIN_REDIRECT_URL)


def _ask(request: HttpRequest, form: SignInForm, status: int = 200, **late: Any) -> HttpResponse:
    context = {"form": form, "draft": request.POST.get(drafts.FIELD, ""), "is_late": False}
    return render(
        request, "accounts/sign_in.html", context | at_the_door(following_of(request)) | late, status=status
    )


def at_the_door(following: str) -> dict[str, Any]:
    """What every page of signing in says: where it leads, and what is offered."""
    return {
        "next": following,
        "to_office": is_office(following),
        "strong_login": settings.STRONG_LOGIN,
    }


def is_office(path: str) -> bool:
    """Whether an address of ours is one of OFFICE.ONE, where a password is not enough."""
    return path.startswith(reverse("wagtailadmin_home"))


def following_of(request: HttpRequest) -> str:
    """Where to go afterwards: a page of ours, or nowhere."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""


def _locked(until: Any) -> str:
    at = until.astimezone(clock.BRUSSELS)
    return (
        "Trop d’essais avec un mot de passe erroné. Réessayez à partir de "
        f"{at:%H}\u00a0h\u00a0{at:%M}, ou demandez un nouveau mot de passe."
    )
