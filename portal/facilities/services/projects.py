"""The pedagogical project as a PDF: sent by a facility's people, public once an agent has approved it."""

from portal.accounts.rights import Right
from portal.facilities.enums import SubmissionState
from portal.facilities.models import PedagogicalProject
from portal.facilities.public_copies import PROJECTS
from portal.facilities.services.edit import locked_listing
from portal.facilities.services.public_copies import make_private
from portal.facilities.services.published import CHANGED, became, locked_own, locked_to_decide
from portal.facilities.services.submissions import cleaned_reason, move, record
from portal.facilities.submission_access import projects_of
from portal.facilities.workflow import PROJECT
from portal.files.accepting import Accepted
from portal.files.keeping import keep
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused

_REPLACED = "Un projet plus récent attend ou est publié\u00a0: cette décision ne peut plus être annulée."


@service
def submit_project(*, actor: Actor, listing_id: int, document: Accepted) -> PedagogicalProject:
    """A PDF for the agent to decide about, in place of what waited or was refused. What is public stays so.

    `Listing.DoesNotExist` where it is not the actor's to edit.
    """
    facility = locked_listing(actor, listing_id).facility
    for earlier in (
        projects_of(facility).exclude(state=SubmissionState.APPROVED).select_for_update(of=("self",))
    ):
        before = move(earlier, PROJECT, "withdraw", actor=actor, right=Right.EDIT_LISTING)
        earlier.save(update_fields=CHANGED)
        record(facility, earlier, before, actor=actor, purpose="projet pédagogique remplacé")
    submitted = PedagogicalProject.objects.create(
        facility=facility, received=keep(document, PROJECTS), sent_by_id=actor.pk, sent_at=clock.now()
    )
    record(facility, submitted, "", actor=actor, purpose="projet pédagogique envoyé")
    return submitted


@service
def withdraw_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Gone from the public media, and for the agents too."""
    project = locked_own(PedagogicalProject, actor, project_id)
    before = move(project, PROJECT, "withdraw", actor=actor, right=Right.EDIT_LISTING)
    return became(actor, project, before, "projet pédagogique retiré")


@service
def approve_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Parents may read it from now on, instead of the one before. Errors as for `approve_photo`."""
    project = locked_to_decide(PedagogicalProject, actor, project_id)
    before = move(project, PROJECT, "approve", actor=actor, right=Right.DECIDE_PHOTOS)
    public = PedagogicalProject.objects.select_for_update(of=("self",)).filter(
        facility=project.facility_id, state=SubmissionState.APPROVED
    )
    for replaced in public:
        was = str(replaced.state)
        make_private(replaced)
        replaced.state = SubmissionState.WITHDRAWN
        replaced.save(update_fields=CHANGED)
        record(project.facility, replaced, was, actor=actor, purpose="projet pédagogique remplacé")
    return became(actor, project, before, "projet pédagogique approuvé")


@service
def refuse_project(*, actor: Actor, project_id: int, reason: str) -> PedagogicalProject:
    """Its sender reads the reason, and may send another. Errors as for `approve_photo`."""
    reason = cleaned_reason(reason)
    project = locked_to_decide(PedagogicalProject, actor, project_id)
    before = move(project, PROJECT, "refuse", actor=actor, right=Right.DECIDE_PHOTOS, reason=reason)
    return became(actor, project, before, "projet pédagogique refusé", reason=("", reason))


@service
def reopen_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Undo a decision; `TransitionRefused` where a newer project waits, or it was withdrawn meanwhile."""
    project = locked_to_decide(PedagogicalProject, actor, project_id)
    before = move(project, PROJECT, "reopen", actor=actor, right=Right.DECIDE_PHOTOS)
    newer = PedagogicalProject.objects.filter(facility=project.facility_id, sent_at__gt=project.sent_at)
    if newer.exclude(state=SubmissionState.WITHDRAWN).exists():
        raise TransitionRefused(_REPLACED)
    return became(actor, project, before, "décision sur un projet pédagogique annulée")
