"""Gestion de mon utilisateur: one's own name, address and password."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import mails, services
from portal.accounts.enums import STRONG
from portal.accounts.forms import ChangePasswordForm
from portal.accounts.identification import is_taken, own_niss
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.sealing import Unsealable, seal, unseal
from portal.accounts.sessions import PortalRequest
from portal.accounts.strong.identities import convert as convert_user
from portal.accounts.views.signing import for_people, sign_out, typed
from portal.helpdesk.conversions import explained_lately, note_failed_conversion
from portal.pro.forms import ConvertForm, EmailForm, NameForm
from portal.pro.shell import Crumbs, page, step_up_url

_SEALED = "e-mail"
_LINK_VALID = timedelta(hours=1)
_HELPDESK_KNOWS = (
    "Le helpdesk est prévenu\u00a0: il vérifie, et sa réponse vous attendra dans vos notifications."
)
_NO_MAIL = "L’e-mail n’a pas pu partir. Réessayez dans quelques minutes."
_PAGES = ["GET", "HEAD", "POST"]


def _crumbs() -> Crumbs:
    return [("Gestion de mon utilisateur", reverse("pro:user"))]


@require_http_methods(_PAGES)
@for_people
@sensitive_variables("niss", "context")
def user(request: PortalRequest, person: Person) -> HttpResponse:
    """Name, address, password, and the place of strong login."""
    own = _own(person)
    form = NameForm(typed(request), initial={"first_name": own.first_name, "last_name": own.last_name})
    if request.method == "POST" and form.is_valid():
        if services.rename_user(actor=person, user=own, **form.cleaned_data):
            messages.success(request, "Votre nom est enregistré.")
        return redirect("pro:user")
    niss = own_niss(person)
    context = {
        "form": form,
        "own": own,
        "niss": niss,
        "step_up_url": step_up_url(request.path) if niss and not niss.is_clear else "",
        "strong_login": settings.STRONG_LOGIN,
    }
    return page(request, person, "pro/user.html", context, section="user")


@sensitive_post_parameters("old_password", "new_password", "new_password_again")
@require_http_methods(_PAGES)
@for_people
def password(request: PortalRequest, person: Person) -> HttpResponse:
    """A new password: every other session of this person ends. Not there for whoever has none."""
    own = _own(person)
    if not own.has_usable_password():
        raise Http404
    form = ChangePasswordForm(typed(request), user=own)
    if request.method == "POST" and form.is_valid():
        services.set_password(
            actor=person,
            user=own,
            password=form.cleaned_data["new_password"],
            purpose="mot de passe changé",
        )
        update_session_auth_hash(request, own)
        messages.success(
            request,
            "Votre nouveau mot de passe est enregistré. Reconnectez-vous sur vos autres appareils.",
        )
        return redirect("pro:user")
    return page(request, person, "pro/password.html", {"form": form}, section="user", crumbs=_crumbs())


@sensitive_post_parameters("old_password")
@require_http_methods(_PAGES)
@for_people
def email(request: PortalRequest, person: Person) -> HttpResponse:
    """Another address: a link sent there shows that it is the person's."""
    own = _own(person)
    if not own.has_usable_password() and person.level < STRONG:
        if not (way_up := step_up_url(request.path)):
            raise Http404
        return redirect(way_up)
    form = EmailForm(typed(request), user=own)
    if request.method == "POST" and form.is_valid():
        if _ask_to_confirm(request, own, form.cleaned_data["email"]):
            return redirect("pro:user")
        form.add_error(None, _NO_MAIL)
    context = {"form": form, "own": own}
    return page(request, person, "pro/email.html", context, section="user", crumbs=_crumbs())


@require_http_methods(_PAGES)
@for_people
def confirm_email(request: PortalRequest, person: Person, token: str) -> HttpResponse:
    """Where the link leads; it counts for who asked for it, while their address is still the old one."""
    own = _own(person)
    wanted = _wanted(token, own)
    if wanted is None:
        return page(request, person, "pro/email_unusable.html", section="user", crumbs=_crumbs(), status=404)
    if request.method == "POST":
        before = own.email
        services.change_email(actor=person, user=own, email=wanted)
        if before:
            told: dict[str, Any] = {"name": own.get_full_name()}
            transaction.on_commit(
                partial(mails.send, "email_changed", before, "Votre adresse e-mail a changé", told)
            )
        messages.success(request, "Votre adresse e-mail est enregistrée.")
        return redirect("pro:user")
    return page(
        request, person, "pro/confirm_email.html", {"wanted": wanted}, section="user", crumbs=_crumbs()
    )


@sensitive_post_parameters("niss")
@require_http_methods(_PAGES)
@for_people
def convert(request: PortalRequest, person: Person) -> HttpResponse:
    """Convertir mon utilisateur: who one is, once. Who is converted reads that there is nothing to do."""
    own = _own(person)
    names = {"first_name": own.first_name, "last_name": own.last_name, "email": own.email}
    form = ConvertForm(typed(request), initial=names)
    if request.method == "POST" and form.is_valid():
        stated = dict(form.cleaned_data)
        email = stated.pop("email")
        try:
            convert_user(actor=person, user=own, **stated)
        except ValidationError as refusal:
            form.refuse(refusal)
            if is_taken(refusal) and note_failed_conversion(actor=person, niss=stated["niss"]):
                messages.info(request, _HELPDESK_KNOWS)
        else:
            if email.lower() != own.email.lower() and not _ask_to_confirm(request, own, email):
                messages.error(request, _NO_MAIL)
            messages.success(request, "Votre utilisateur est converti.")
            return redirect("pro:convert")
    context = {"form": form, "own": own, "explained": explained_lately(own.pk)}
    return page(request, person, "pro/convert.html", context, section="user", crumbs=_crumbs())


@require_POST
@for_people
def sign_out_everywhere(request: PortalRequest, person: Person) -> HttpResponse:
    """On every device, this one too."""
    services.end_sessions(actor=person, user=_own(person))
    return sign_out(request)


def _ask_to_confirm(request: PortalRequest, own: User, wanted: str) -> bool:
    """Send a link to the address that somebody wants for theirs. False where it could not be sent."""
    path = reverse("pro:confirm_email", args=[seal(_SEALED, [own.pk, own.email, wanted])])
    if not mails.send("confirm_email", wanted, "Confirmez votre adresse e-mail", {"path": path}):
        return False
    messages.success(
        request,
        f"Un e-mail est parti à {wanted}. Suivez le lien qu’il contient, dans l’heure, pour que "
        "cette adresse devienne la vôtre.",
    )
    return True


def _own(person: Person) -> User:
    return User.objects.get(pk=person.pk)


def _wanted(token: str, own: User) -> str | None:
    try:
        user_id, before, wanted = unseal(_SEALED, token, valid=_LINK_VALID)
    except Unsealable:
        return None
    return str(wanted) if (user_id, before) == (own.pk, own.email) else None
