"""The frame of every page of PRO.ONE: navigation, breadcrumb, who is signed in, when the session ends."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.accounts import sessions
from portal.accounts.person import Person
from portal.accounts.sessions import PortalRequest
from portal.facilities.models import Listing
from portal.facilities.presentation import listing_path
from portal.helpdesk.pages import page_of_ours
from portal.kernel import clock
from portal.notifications.access import unread_count
from portal.notifications.words import unread_in_figures, unread_in_words
from portal.pro.navigation import lines_of
from portal.pro.places import places_of

Crumbs = Sequence[tuple[str, str]]


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
    places = places_of(request, person)
    frame = {
        "navigation": lines_of(person, places, section),
        "places": places,
        "crumbs": crumbs,
        "unread": {"words": unread_in_words(unread), "figures": unread_in_figures(unread)},
        "person_name": person.audit_label,
        "initials": _initials(person.audit_label),
        "session_seconds": int((end - clock.now()).total_seconds()) if end else 0,
        # For the helpdesk, without a word that an address may hold.
        "here": page_of_ours(request.path),
    }
    return render(request, template, frame | dict(context or {}), status=status)


def step_up_url(path: str) -> str:
    """Where one signs in strongly and comes back to `path`; empty where this site has no strong log-in."""
    if not settings.STRONG_LOGIN:
        return ""
    return f"{reverse('accounts:step_up')}?{urlencode({'next': path})}"


def public_url(listing: Listing) -> str:
    """What parents see of it; whether they may is asked before."""
    return listing_path(listing.pk, listing.name)


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
