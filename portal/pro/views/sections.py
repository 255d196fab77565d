"""Signalétique: all sections of one facility to read, and the form of each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.facilities.completeness import missing_of
from portal.facilities.facility_access import facilities_for, facility_for
from portal.facilities.models import Facility
from portal.facilities.public import LISTING_PARTS, is_public_on, shown_listing
from portal.facilities.services.seen import is_stale
from portal.kernel import clock
from portal.pro.navigation import SIGNALETIQUE
from portal.pro.places import places_of
from portal.pro.sections.frame import Section, SectionForm
from portal.pro.sections.preview import Preview, changed_keys, preview_of
from portal.pro.sections.registry import restorable_names, section_of, sections_of
from portal.pro.shell import Crumbs, page, public_url

PURPOSE = "signalétique"
SEEN = "seen"
PREVIEW = "apercu"
CHANGED = "change"


@require_safe
@for_people
def choice(request: PortalRequest, person: Person) -> HttpResponse:
    """Which facility; with one alone, its page at once."""
    own = places_of(request, person).own
    if len(own) == 1:
        return redirect("pro:facility", own[0].pk)
    choices = [
        (f"{facility.listing.name}, {facility.locality}", reverse("pro:facility", args=[facility.pk]))
        for facility in own
    ]
    context = {"choices": choices}
    return page(request, person, "pro/sections/choice.html", context, section=SIGNALETIQUE.name)


@require_safe
@for_people
def facility(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """Every section that concerns this kind of facility; each says whether parents see it."""
    found = facility_or_404(person, facility_id, Right.SEE_FACILITY)
    may_edit = facilities_for(person, Right.EDIT_LISTING).filter(pk=found.pk).exists()
    missing = missing_of(found.listing)
    context = {
        "facility": found,
        "asked": {each.section_slug for each in missing if each.is_asked},
        "preview": _just_changed(request, found),
        "sections": [
            {
                "section": part,
                "missing": [each for each in missing if each.section_slug == part.slug],
                "shown": part.read(found, person),
                "link": part.link(found) if part.link else None,
                "edit_url": _edit_url(found, part, person) if may_edit else "",
            }
            for part in sections_of(found)
        ],
        "public_url": public_url(found.listing) if is_public_on(found.listing, clock.today()) else "",
        "history_url": f"{reverse('pro:history', args=[found.organiser_id])}?lieu={found.pk}",
    }
    return page(
        request,
        person,
        "pro/sections/page.html",
        context,
        section=SIGNALETIQUE.name,
        crumbs=above(request, person),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@sensitive_variables("form", "data")
def section(request: PortalRequest, person: Person, facility_id: int, slug: str) -> HttpResponse:
    """The form of one section. What is wrong, or stale, saves nothing and stays typed."""
    found = facility_or_404(person, facility_id, Right.EDIT_LISTING)
    wanted, form_type = section_or_404(found, slug)
    if not wanted.may_edit(found, person):
        raise Http404
    data = typed(request)
    arranged = form_type.arranged(data) if request.method == "POST" else None
    if arranged is not None:
        data = arranged.data
    form = form_type(data, facility=found, person=person, today=clock.today())
    shown = ShownForm(form, data.get(SEEN, "") if data is not None else form.seen())
    if arranged is not None:
        form.without_refusals()
        shown.said, shown.focus = arranged.said, arranged.focus
    elif request.method == "POST" and form.is_valid():
        if PREVIEW in data:
            shown.said = "Voici ce que verront les parents. Rien n’est encore enregistré."
        elif saved := _submitted(request, wanted, found, shown):
            return saved
    return _form_page(request, person, found, wanted, shown)


@dataclass(slots=True)
class ShownForm:
    """A form on its page. `seen`: the stored values that it has shown, as a fingerprint; `is_stale`: they are
    stored no longer. `said`: what a button of its own has done; `focus`: the field to go on with."""

    form: SectionForm
    seen: str
    is_stale: bool = False
    said: str = ""
    focus: str = ""


def _submitted(
    request: PortalRequest, wanted: Section, found: Facility, shown: ShownForm
) -> HttpResponse | None:
    """Saved, and on to the page that says so; None where it was refused."""
    form, today = shown.form, clock.today()
    before = shown_listing(found.listing)
    try:
        form.submit(shown.seen)
    except ValidationError as refusal:
        form.refuse(refusal)
        if is_stale(refusal):
            # What is stored now is shown next: to submit again is to have seen it.
            found.refresh_from_db()
            shown.is_stale, shown.seen = True, form.seen()
        return None
    found.refresh_from_db()
    messages.success(request, _saved(wanted, found))
    changed = changed_keys(before, shown_listing(found.listing), today) if wanted.is_seen else []
    query = f"?{urlencode({CHANGED: '.'.join(changed)})}" if changed else ""
    return redirect(f"{reverse('pro:facility', args=[found.pk])}{query}")


def _form_page(
    request: PortalRequest, person: Person, found: Facility, wanted: Section, shown: ShownForm
) -> HttpResponse:
    form = shown.form
    context = {
        "facility": found,
        "section": wanted,
        "form": form,
        "seen": shown.seen,
        "said": shown.said,
        "focus": form[shown.focus].id_for_label if shown.focus else "",
        "preview": _preview(found, form) if wanted.is_seen else None,
        "now": wanted.read(found, person) if shown.is_stale else None,
        "public_fields": form.public_fields,
        "chosen_fields": form.chosen_fields,
        "has_versions": bool(restorable_names(type(form))),
        "back": f"{reverse('pro:facility', args=[found.pk])}#{wanted.slug}",
        "is_public": is_public_on(found.listing, clock.today()),
    }
    return page(
        request,
        person,
        "pro/sections/edit.html",
        context,
        section=SIGNALETIQUE.name,
        crumbs=above(request, person, found),
    )


def _preview(found: Facility, form: SectionForm) -> Preview:
    """What parents see: with what was typed where it is right, else as it is now."""
    today, now = clock.today(), shown_listing(found.listing)
    after = form.public_after(now) if form.is_right else now
    return preview_of(after, changed_keys(now, after, today), today)


def _just_changed(request: PortalRequest, found: Facility) -> Preview | None:
    """What parents see now, with what somebody has just changed marked; None where nothing was."""
    if CHANGED not in request.GET:
        return None
    changed = request.GET[CHANGED].split(".")
    preview = preview_of(shown_listing(found.listing), changed, clock.today())
    return preview if preview.has_marks else None


def _saved(wanted: Section, found: Facility) -> str:
    """In words, of what is stored now: what was saved may have hidden or shown the place."""
    if not wanted.is_seen:
        return f"{wanted.saved} Les parents ne voient pas ces informations."
    if is_public_on(found.listing, clock.today()):
        return f"{wanted.saved} Les parents {wanted.they} voient déjà."
    return f"{wanted.saved} Votre fiche n’est pas visible des parents pour le moment."


def _edit_url(found: Facility, part: Section, person: Person) -> str:
    is_offered = part.form is not None and part.may_edit(found, person)
    return reverse("pro:section", args=[found.pk, part.slug]) if is_offered else ""


def facility_or_404(person: Person, facility_id: int, right: Right) -> Facility:
    """A facility on which the person has the right; that it was seen is in the history.

    With the parts of its listing: one page reads them several times.
    """
    try:
        found = facility_for(person, facility_id, right=right, purpose=PURPOSE)
    except Facility.DoesNotExist as nobodys:
        raise Http404 from nobodys
    prefetch_related_objects([found.listing], *LISTING_PARTS)
    return found


def section_or_404(found: Facility, slug: str) -> tuple[Section, type[SectionForm]]:
    """The section of this address, and its form, where it concerns this kind of facility."""
    try:
        return section_of(found, slug)
    except KeyError as unknown:
        raise Http404 from unknown


def above(request: PortalRequest, person: Person, found: Facility | None = None) -> Crumbs:
    """The way back: to the choice, for whoever has one, and to the facility."""
    crumbs = (
        [(SIGNALETIQUE.label, reverse("pro:sections"))] if len(places_of(request, person).own) > 1 else []
    )
    if found is not None:
        crumbs.append((found.listing.name, reverse("pro:facility", args=[found.pk])))
    return crumbs
