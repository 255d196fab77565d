"""The pedagogical project as a PDF: sent by a facility's people, public once an agent has approved it."""

from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.facilities.enums import SubmissionState
from portal.facilities.models import Listing, PedagogicalProject
from portal.facilities.public_copies import PROJECTS
from portal.facilities.services.edit import locked_listing
from portal.facilities.services.public_copies import make_private, make_public
from portal.facilities.services.submissions import cleaned_reason, move, record
from portal.facilities.submission_access import decided_by_one, projects_of
from portal.facilities.submission_notices import tell_decided, tell_reopened
from portal.facilities.workflow import PROJECT
from portal.files.accepting import Accepted
from portal.files.keeping import keep
from portal.kernel import clock
from portal.kernel.actors import Actor
from portal.kernel.service import service
from portal.kernel.workflow import TransitionRefused
from search import changes

_CHANGED = ["state", "decided_by", "decided_at", "reason", "public_token"]
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
        earlier.save(update_fields=_CHANGED)
        record(facility, earlier, before, actor=actor, purpose="projet pédagogique remplacé")
    submitted = PedagogicalProject.objects.create(
        facility=facility, received=keep(document, PROJECTS), sent_by_id=actor.pk, sent_at=clock.now()
    )
    record(facility, submitted, "", actor=actor, purpose="projet pédagogique envoyé")
    return submitted


@service
def withdraw_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Gone from the public media, and for the agents too."""
    listing = Listing.objects.filter(facility__projects=project_id).first()
    try:
        locked_listing(actor, listing.pk if listing else 0)
    except Listing.DoesNotExist as nobodys:
        raise PedagogicalProject.DoesNotExist from nobodys
    project = _locked(project_id)
    before = move(project, PROJECT, "withdraw", actor=actor, right=Right.EDIT_LISTING)
    return _changed(actor, project, before, "projet pédagogique retiré")


@service
def approve_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Parents may read it from now on, instead of the one before. Errors as for `approve_photo`."""
    project = _to_decide(actor, project_id)
    before = move(project, PROJECT, "approve", actor=actor, right=Right.DECIDE_PHOTOS)
    public = PedagogicalProject.objects.select_for_update(of=("self",)).filter(
        facility=project.facility_id, state=SubmissionState.APPROVED
    )
    for replaced in public:
        was = str(replaced.state)
        make_private(replaced)
        replaced.state = SubmissionState.WITHDRAWN
        replaced.save(update_fields=_CHANGED)
        record(project.facility, replaced, was, actor=actor, purpose="projet pédagogique remplacé")
    return _changed(actor, project, before, "projet pédagogique approuvé")


@service
def refuse_project(*, actor: Actor, project_id: int, reason: str) -> PedagogicalProject:
    """Its sender reads the reason, and may send another. Errors as for `approve_photo`."""
    reason = cleaned_reason(reason)
    project = _to_decide(actor, project_id)
    before = move(project, PROJECT, "refuse", actor=actor, right=Right.DECIDE_PHOTOS, reason=reason)
    return _changed(actor, project, before, "projet pédagogique refusé", reason=("", reason))


@service
def reopen_project(*, actor: Actor, project_id: int) -> PedagogicalProject:
    """Undo a decision; `TransitionRefused` where a newer project waits, or it was withdrawn meanwhile."""
    project = _to_decide(actor, project_id)
    before = move(project, PROJECT, "reopen", actor=actor, right=Right.DECIDE_PHOTOS)
    newer = PedagogicalProject.objects.filter(facility=project.facility_id, sent_at__gt=project.sent_at)
    if newer.exclude(state=SubmissionState.WITHDRAWN).exists():
        raise TransitionRefused(_REPLACED)
    return _changed(actor, project, before, "décision sur un projet pédagogique annulée")


def _changed(
    actor: Actor, project: PedagogicalProject, before: str, purpose: str, **more: tuple[str, str]
) -> PedagogicalProject:
    was_public = before == SubmissionState.APPROVED
    if was_public:
        make_private(project)
    if project.is_approved:
        make_public(project)
    project.save(update_fields=_CHANGED)
    record(project.facility, project, before, actor=actor, purpose=purpose, **more)
    if project.is_approved or project.is_refused:
        tell_decided(actor, project)
    elif project.is_waiting:
        tell_reopened(actor, project)
    if was_public or project.is_approved:
        changes.append([project.facility.listing.pk])
    return project


def _to_decide(actor: Actor, project_id: int) -> PedagogicalProject:
    if not isinstance(actor, Person):
        raise TypeError("decided by a person with roles")
    return _locked(project_id, facility__in=decided_by_one(actor).order_by().values("pk"))


def _locked(project_id: int, **among: object) -> PedagogicalProject:
    locked = PedagogicalProject.objects.select_for_update(of=("self",))
    return locked.select_related("facility__listing", "received").get(pk=project_id, **among)
