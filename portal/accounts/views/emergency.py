"""The door of the emergency access."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import emergency as rules
from portal.accounts import lockout, sessions
from portal.accounts.enums import LoginLevel
from portal.accounts.forms import EmergencyForm
from portal.accounts.sessions import PortalRequest
from portal.limits.limiting import limited, posted

_WRONG = (
    "Ce nom, ce mot de passe et ce code ne vont pas ensemble, ou ce code a déjà servi. Attendez le suivant."
)


@limited("login")
@limited("emergency", posted("username"))
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: PortalRequest) -> HttpResponse:
    """There only while `EMERGENCY_ACCESS` is on. Every refusal says the same."""
    if not settings.EMERGENCY_ACCESS:
        raise Http404
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        user = lockout.try_password(request, typed["username"], typed["password"])
        if user and rules.may_enter(user) and rules.use_code(actor=user, code=typed["code"]):
            sessions.sign_in(request, user, level=LoginLevel.EMERGENCY)
            return redirect(reverse("wagtailadmin_home"))
        form.add_error(None, _WRONG)
    return render(request, "accounts/emergency.html", {"form": form})
