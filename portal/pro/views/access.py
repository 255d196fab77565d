"""Who has access to an organiser: seen by its members, managed by its holders."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.enums import STRONG, Role
from portal.accounts.person import Person
from portal.accounts.rights import Reach, Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.audit.services import record_consultation
from portal.facilities.access import possible
from portal.facilities.facility_access import may_on
from portal.facilities.forms import InviteForm, RoleForm
from portal.facilities.invitations import send_invitation, words_of
from portal.facilities.models import Invitation, Membership, Organiser
from portal.facilities.services import members, require_strong_login
from portal.kernel import clock
from portal.pro.choosing import above, choose, organiser_or_404
from portal.pro.navigation import ACCESSES
from portal.pro.shell import page, step_up_url

_PAGES = ["GET", "HEAD", "POST"]
_REQUIRED = "La connexion forte est maintenant obligatoire pour toutes les personnes qui ont accès."
_NOT_REQUIRED = "La connexion forte n’est plus obligatoire\u00a0: un mot de passe suffit."


@require_safe
@for_people
def accesses(request: PortalRequest, person: Person) -> HttpResponse:
    """Which organiser; with one alone, its page at once."""
    return choose(request, person, ACCESSES, "access")


@require_safe
@for_people
def access(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """Members, and who is invited. That it was looked at is in the history: these are people's data."""
    organiser = organiser_or_404(person, organiser_id, Right.SEE_MEMBERS)
    _note(person, organiser)
    context = {
        "organiser": organiser,
        "memberships": Membership.objects.filter(organiser=organiser)
        .select_related("user")
        .order_by("-role", "user__last_name", "user__first_name", "pk"),
        "invitations": _open_invitations(organiser),
        "manages": may_on(person, Right.MANAGE_MEMBERS, organiser),
        "me": person.pk,
        "now": clock.now(),
        # Where nobody could pass, nothing is asked of anybody.
        "strong_login": settings.STRONG_LOGIN or organiser.strong_login_required,
        "could_require": _could_require(person, organiser),
    }
    return page(
        request, person, "pro/access.html", context, section="accesses", crumbs=above(person, ACCESSES)
    )


@require_http_methods(_PAGES)
@for_people
def invite(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """Invite somebody by e-mail."""
    organiser = organiser_or_404(person, organiser_id, Right.MANAGE_MEMBERS)
    form = InviteForm(typed(request), initial={"role": Role.MEMBER.value})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        try:
            invited = members.invite_member(actor=person, organiser_id=organiser.pk, **wanted)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            transaction.on_commit(partial(_send, request, invited, person))
            return redirect("pro:access", organiser.pk)
    return _page_of(request, person, organiser, "pro/invite.html", {"form": form})


@require_http_methods(_PAGES)
@for_people
def withdraw(request: PortalRequest, person: Person, organiser_id: int, invitation_id: int) -> HttpResponse:
    """Take back an invitation that nobody has accepted yet."""
    organiser = organiser_or_404(person, organiser_id, Right.MANAGE_MEMBERS)
    invitation = _open_invitations(organiser).filter(pk=possible(invitation_id)).first()
    if invitation is None:
        raise Http404
    if request.method == "POST":
        members.withdraw_invitation(actor=person, organiser_id=organiser.pk, invitation_id=invitation.pk)
        messages.success(request, "L’invitation est retirée\u00a0: son lien ne sert plus.")
        return redirect("pro:access", organiser.pk)
    return _page_of(request, person, organiser, "pro/withdraw.html", {"invitation": invitation})


@require_http_methods(_PAGES)
@for_people
def role(request: PortalRequest, person: Person, organiser_id: int, user_id: int) -> HttpResponse:
    """Holder or member."""
    organiser = organiser_or_404(person, organiser_id, Right.MANAGE_MEMBERS)
    membership = _membership(organiser, user_id)
    form = RoleForm(typed(request), initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            changed = members.change_role(
                actor=person,
                organiser_id=organiser.pk,
                user_id=membership.user_id,
                role=Role(form.cleaned_data["role"]),
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            if changed:
                messages.success(request, f"Le rôle de {membership.user.audit_label} est changé.")
            return _after(person, organiser)
    context = {"form": form, "membership": membership}
    return _page_of(request, person, organiser, "pro/role.html", context)


@require_http_methods(_PAGES)
@for_people
def remove(request: PortalRequest, person: Person, organiser_id: int, user_id: int) -> HttpResponse:
    """End somebody's access, after a question."""
    organiser = organiser_or_404(person, organiser_id, Right.MANAGE_MEMBERS)
    membership = _membership(organiser, user_id)
    context: dict[str, Any] = {"membership": membership, "is_me": membership.user_id == person.pk}
    if request.method == "POST":
        try:
            members.remove_member(actor=person, organiser_id=organiser.pk, user_id=membership.user_id)
        except ValidationError as refusal:
            context["refusals"] = refusal.messages
        else:
            messages.success(request, f"{membership.user.audit_label} n’a plus accès à {organiser.name}.")
            return _after(person, organiser)
    return _page_of(request, person, organiser, "pro/remove.html", {"refusals": []} | context)


@require_http_methods(_PAGES)
@for_people
def strong_login(request: PortalRequest, person: Person, organiser_id: int) -> HttpResponse:
    """Whether this organiser asks its people for a strong login, after a question.

    A holder who came by password reads what it means, and is led to a strong login first.
    """
    organiser = organiser_or_404(person, organiser_id, Right.SEE_MEMBERS)
    if not _could_require(person, organiser):
        raise Http404
    may = may_on(person, Right.REQUIRE_STRONG, organiser)
    if request.method == "POST":
        wanted = request.POST.get("required")
        if not may or wanted not in ("oui", "non"):
            raise Http404
        if require_strong_login(actor=person, organiser_id=organiser.pk, required=wanted == "oui"):
            messages.success(request, _REQUIRED if wanted == "oui" else _NOT_REQUIRED)
        return redirect("pro:access", organiser.pk)
    context = {"may": may, "step_up_url": step_up_url(request.path)}
    return _page_of(request, person, organiser, "pro/strong_login.html", context)


def _could_require(person: Person, organiser: Organiser) -> bool:
    """Whether the person may decide it, or might after a strong login."""
    if not (settings.STRONG_LOGIN or organiser.strong_login_required):
        return False
    return any(
        reach is Reach.ALL or held.organiser_id == organiser.pk
        for reach, held in person.rights(Right.REQUIRE_STRONG, level=STRONG)
    )


def _membership(organiser: Organiser, user_id: int) -> Membership:
    found = (
        Membership.objects.filter(organiser=organiser, user=possible(user_id)).select_related("user").first()
    )
    if found is None:
        raise Http404
    return found


def _open_invitations(organiser: Organiser) -> Any:
    return Invitation.objects.still_open().filter(organiser=organiser)


def _send(request: PortalRequest, invited: members.Invited, person: Person) -> None:
    is_sent = send_invitation(invited, invited_by=person.audit_label)
    (messages.success if is_sent else messages.error)(request, words_of(invited, is_sent=is_sent))


def _after(person: Person, organiser: Organiser) -> HttpResponse:
    """The list again; or the home page, for somebody who has just given up their own access."""
    still = Membership.objects.filter(organiser=organiser, user=person.pk).exists() or person.is_agent
    return redirect("pro:access", organiser.pk) if still else redirect("pro:home")


def _note(person: Person, organiser: Organiser) -> None:
    """Names and addresses of people: that they were looked at is in the history, before they are shown."""
    record_consultation(actor=person, subject=organiser, purpose="accès")


def _page_of(
    request: PortalRequest, person: Person, organiser: Organiser, template: str, context: dict[str, Any]
) -> HttpResponse:
    _note(person, organiser)
    crumbs = [
        *above(person, ACCESSES),
        (f"Accès\u00a0: {organiser.name}", reverse("pro:access", args=[organiser.pk])),
    ]
    return page(
        request, person, template, {"organiser": organiser} | context, section="accesses", crumbs=crumbs
    )
