"""The frame of every page of PRO.ONE: navigation, breadcrumb, who is signed in, when the session ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from portal.accounts import sessions
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.facilities.models import Listing
from portal.kernel import clock
from portal.notifications.access import unread_count
from portal.notifications.words import unread_in_figures, unread_in_words

Crumbs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the navigation. `right`: for whoever has it on an organiser of theirs; None: for all."""

    name: str
    label: str
    icon: str
    right: Right | None = None


ACCESSES = NavItem("accesses", "Accès au portail", "children", Right.SEE_MEMBERS)
# Whose it is comes before how one signed in: the page is there, covered, for whoever may see facilities.
BANK_ACCOUNTS = NavItem("bank_accounts", "Coordonnées bancaires", "euro", Right.SEE_FACILITY)
HISTORIES = NavItem("histories", "Historique", "clock", Right.SEE_HISTORY)
# What exists, and nothing else.
NAVIGATION = (
    NavItem("home", "Accueil", "home"),
    BANK_ACCOUNTS,
    ACCESSES,
    HISTORIES,
    NavItem("preferences", "Mes préférences", "filters"),
    NavItem("user", "Gestion de mon utilisateur", "child"),
)


def page(
    request: PortalRequest,
    person: Person,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    section: str = "",
    crumbs: Crumbs = (),
    status: int = 200,
) -> HttpResponse:
    """`template` in the frame. `section`: its line of the navigation; `crumbs`: pages above, (label, url)."""
    end = sessions.ends_at(request)
    unread = unread_count(person.pk)
    frame = {
        "navigation": [
            {"item": item, "url": reverse(f"pro:{item.name}"), "is_here": item.name == section}
            for item in NAVIGATION
            if item.right is None or own_organiser_ids(person, item.right)
        ],
        "crumbs": crumbs,
        "unread": {"words": unread_in_words(unread), "figures": unread_in_figures(unread)},
        "person_name": person.audit_label,
        "initials": _initials(person.audit_label),
        "session_seconds": int((end - clock.now()).total_seconds()) if end else 0,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, template, frame | dict(context or {}), status=status)


def step_up_url(path: str) -> str:
    """Where one signs in strongly and comes back to `path`; empty where this site has no strong log-in."""
    if not settings.STRONG_LOGIN:
        return ""
    return f"{reverse('accounts:step_up')}?{urlencode({'next': path})}"


def public_url(listing: Listing) -> str:
    """What parents see of it; whether they may is asked before."""
    return reverse("my:listing", args=[listing.pk, slugify(listing.name) or "lieu"])


def own_organiser_ids(person: Person, right: Right) -> set[int]:
    """Organisers of which the person is a member, with this right; an agent's territory is for OFFICE.ONE."""
    return {
        held.organiser_id
        for _, held in person.rights(right)
        if held.role.is_of_organiser and held.organiser_id is not None
    }


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
