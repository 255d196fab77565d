"""An invitation: what it offers, and accepting it with one's user, or with a new one."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.accounts import sessions
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import ask_to_sign_in
from portal.facilities.models import Invitation
from portal.facilities.services.members import (
    AccessHeldAlready,
    InvitationUnusable,
    accept_invitation,
    open_invitation,
)
from portal.limits.limiting import limited
from portal.pro.forms import JoinForm
from portal.pro.joining import join


@limited("invitation")
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: PortalRequest, secret: str) -> HttpResponse:
    """Looking accepts nothing: programs that read e-mails follow links, too."""
    try:
        offered = open_invitation(secret)
        # Nothing else accepts, not even a form that comes back after a session has ended.
        action = request.POST.get("action")
        if action == "create":
            return _join(request, offered, secret)
        if action != "accept":
            return _offer(request, offered)
        if request.person is None:
            return ask_to_sign_in(request)
        return _accept(request, request.person, offered, secret)
    except InvitationUnusable:
        return render(request, "pro/invitation_unusable.html", status=404)


def _accept(request: PortalRequest, person: Person, offered: Invitation, secret: str) -> HttpResponse:
    name = offered.organiser.name
    try:
        accept_invitation(actor=person, secret=secret, user=cast(User, request.user))
    except AccessHeldAlready:
        said = "L’invitation reste ouverte pour la personne à qui elle est destinée."
        messages.info(request, f"Vous aviez déjà cet accès à {name}. {said}")
    else:
        messages.success(request, f"Vous avez maintenant accès à {name}.")
    return redirect("pro:home")


def _join(request: PortalRequest, offered: Invitation, secret: str) -> HttpResponse:
    form = JoinForm(request.POST)
    if not request.person and not _has_user(offered) and form.is_valid():
        wanted = {name: value for name, value in form.cleaned_data.items() if name != "password_again"}
        try:
            user = join(actor=None, secret=secret, **wanted)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            sessions.sign_in(request, user, level=LoginLevel.PASSWORD)
            messages.success(
                request, f"Votre utilisateur est créé, et vous avez accès à {offered.organiser.name}."
            )
            return redirect("pro:home")
    return _offer(request, offered, form)


def _offer(request: PortalRequest, offered: Invitation, form: JoinForm | None = None) -> HttpResponse:
    names = {"first_name": offered.first_name, "last_name": offered.last_name}
    context: dict[str, Any] = {
        "offered": offered,
        "role": Role(offered.role),
        "person_name": request.person.audit_label if request.person else "",
        "has_user": _has_user(offered),
        "form": form or JoinForm(initial=names),
    }
    return render(request, "pro/invitation.html", context)


def _has_user(offered: Invitation) -> bool:
    """Whoever has the link reads the mailbox: that a user has this address is nothing new to them."""
    return User.objects.filter(email__iexact=offered.email, is_active=True).exists()
