"""A forgotten password, and the new one."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import lockout, mails
from portal.accounts.forms import ForgottenForm, NewPasswordForm
from portal.accounts.models import User
from portal.accounts.services import note_reset_asked, set_password
from portal.kernel.actors import SystemActor
from portal.limits.limiting import limited, posted

_ACTOR = SystemActor("mot de passe oublié")


@limited("reset")
@limited("reset_account", posted("email"))
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by e-mail. What is answered, and how soon, is the same for every address."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        mails.afterwards(partial(_send_links, form.cleaned_data["email"]))
        return redirect("accounts:link_sent")
    return render(request, "accounts/forgotten.html", {"form": form})


@require_http_methods(["GET", "HEAD"])
def link_sent(request: HttpRequest) -> HttpResponse:
    """What to do now, whether the address is known or not."""
    return render(request, "accounts/link_sent.html")


@sensitive_post_parameters("new_password", "new_password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, user_key: str, token: str) -> HttpResponse:
    """The page that the link leads to. It serves once, within an hour."""
    user = _user_of(user_key)
    if user is None or not default_token_generator.check_token(user, token):
        return render(request, "accounts/link_unusable.html", status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return render(request, "accounts/new_password.html", {"form": form, "username": user.get_username()})
    set_password(
        actor=user, user=user, password=form.cleaned_data["new_password"], purpose="mot de passe réinitialisé"
    )
    lockout.forgive(user.get_username(), user.email)
    messages.success(request, "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.")
    return redirect("accounts:sign_in")


def _send_links(email: str) -> None:
    """To each active person with this address and a password, at most once in a while."""
    for user in PasswordResetForm().get_users(email):
        if note_reset_asked(actor=_ACTOR, user=user):
            # To the address as we know it, not as it was typed.
            mails.send_password_link(user)


def _user_of(user_key: str) -> User | None:
    try:
        return User.objects.filter(pk=int(urlsafe_base64_decode(user_key)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
