"""The pedagogical project as a PDF: sent, read again and withdrawn by a place's people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.sessions import PortalRequest
from portal.accounts.views.signing import for_people, typed
from portal.facilities import services
from portal.facilities.access import possible
from portal.facilities.facility_access import facilities_for
from portal.facilities.models import Facility, PedagogicalProject
from portal.facilities.submission_access import projects_of
from portal.files.receiving import dropped_files
from portal.files.serving import as_download
from portal.pro.navigation import SIGNALETIQUE
from portal.pro.shell import page
from portal.pro.submission_forms import ProjectForm
from portal.pro.submission_limit import too_many
from portal.pro.views.sections import above, facility_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def project(request: PortalRequest, person: Person, facility_id: int) -> HttpResponse:
    """What is public, what waits, what was refused and why; the form for another one."""
    right = Right.EDIT_LISTING if request.method == "POST" else Right.SEE_FACILITY
    found = facility_or_404(person, facility_id, right)
    form = ProjectForm(
        typed(request),
        request.FILES if request.method == "POST" else None,
        dropped=dropped_files(request),
    )
    status = 200
    if request.method == "POST":
        if refusal := too_many(person):
            form.add_error(None, refusal)
            status = 429
        elif form.is_valid():
            services.submit_project(actor=person, listing_id=found.listing.pk, **form.cleaned_data)
            messages.success(
                request, "Votre projet est envoyé. Les parents le liront quand l’ONE l’aura approuvé."
            )
            return redirect("pro:project", found.pk)
    context = {
        "facility": found,
        "form": form,
        "projects": projects_of(found),
        "may_edit": facilities_for(person, Right.EDIT_LISTING).filter(pk=found.pk).exists(),
    }
    return page(
        request,
        person,
        "pro/project.html",
        context,
        section=SIGNALETIQUE.name,
        crumbs=above(request, person, found),
        status=status,
    )


@require_POST
@for_people
def withdraw(request: PortalRequest, person: Person, facility_id: int, project_id: int) -> HttpResponse:
    """Taken back: the agents do not see it any more, nor do parents."""
    found = facility_or_404(person, facility_id, Right.EDIT_LISTING)
    wanted = _project_or_404(found, project_id)
    # Taken up after the session had ended: shown again, not sent.
    if request.method == "POST":
        try:
            services.withdraw_project(actor=person, project_id=wanted.pk)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, "Votre projet est retiré.")
    return redirect("pro:project", found.pk)


@require_safe
@for_people
def document(request: PortalRequest, person: Person, facility_id: int, project_id: int) -> HttpResponse:
    """The file itself, to be saved; 404 while it is held."""
    found = facility_or_404(person, facility_id, Right.SEE_FACILITY)
    return as_download(_project_or_404(found, project_id).received)


def _project_or_404(found: Facility, project_id: int) -> PedagogicalProject:
    wanted = projects_of(found).filter(pk=possible(project_id)).first()
    if wanted is None:
        raise Http404
    return wanted
