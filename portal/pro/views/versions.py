"""Versions antérieures: what a section said before, and putting it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people
from portal.facilities.access import possible
from portal.facilities.models import ListingVersion
from portal.facilities.services import restore_version
from portal.facilities.versions import SHOWN_AT_ONCE, earlier_versions
from portal.kernel import clock
from portal.pro.navigation import SIGNALETIQUE
from portal.pro.sections.registry import restorable_names
from portal.pro.shell import page
from portal.pro.views.sections import above, facility_or_404, section_or_404


@require_safe
@for_people
def versions(request: PortalRequest, person: Person, facility_id: int, slug: str) -> HttpResponse:
    """The last ones of a section, each with what putting it back would change."""
    found = facility_or_404(person, facility_id, Right.EDIT_LISTING)
    section, form_type = section_or_404(found, slug)
    names = restorable_names(form_type)
    if not names:
        raise Http404
    context = {
        "facility": found,
        "section": section,
        "versions": earlier_versions(found.listing, names),
        "most": SHOWN_AT_ONCE,
    }
    section_url = reverse("pro:section", args=[found.pk, slug])
    return page(
        request,
        person,
        "pro/sections/versions.html",
        context,
        section=SIGNALETIQUE.name,
        crumbs=[*above(request, person, found), (section.title, section_url)],
    )


@require_POST
@for_people
def restore(
    request: PortalRequest, person: Person, facility_id: int, slug: str, version: int
) -> HttpResponse:
    """Put one back: undone from the same page, where what it replaces is the newest version then."""
    found = facility_or_404(person, facility_id, Right.EDIT_LISTING)
    section, form_type = section_or_404(found, slug)
    back = redirect("pro:versions", found.pk, section.slug)
    if request.method != "POST":
        # Taken up after the session had ended: shown again, not sent.
        return back
    try:
        changed = restore_version(
            actor=person,
            listing_id=found.listing.pk,
            today=clock.today(),
            version=possible(version),
            names=restorable_names(form_type),
        )
    except ListingVersion.DoesNotExist as unknown:
        raise Http404 from unknown
    except ValidationError as refusal:
        messages.error(request, f"Rien n’est rétabli. {' '.join(refusal.messages)}")
        return back
    if changed:
        messages.success(request, "La version antérieure est rétablie.")
    else:
        messages.info(request, "Rien n’a changé\u00a0: c’est ce que disait déjà votre fiche.")
    return redirect(f"{reverse('pro:facility', args=[found.pk])}#{section.slug}")
