"""What photos and projects share: whose they are, and what follows where one is approved, or no longer."""

from typing import Any, TypeVar

from portal.accounts.person import Person
from portal.facilities.enums import SubmissionState
from portal.facilities.models import Listing, PedagogicalProject, Photo
from portal.facilities.services.edit import locked_listing
from portal.facilities.services.public_copies import make_private, make_public
from portal.facilities.services.submissions import record
from portal.facilities.submission_access import decided_by_one
from portal.facilities.submission_notices import tell_decided, tell_reopened
from portal.kernel.actors import Actor
from search import changes

P = TypeVar("P", Photo, PedagogicalProject)
# What a transition changes of a row.
CHANGED = ("state", "decided_by", "decided_at", "reason", "public_token")


def locked_own(model: type[P], actor: Actor, pk: int) -> P:
    """One of a listing that the actor may edit, which is locked first, as for any change of it.

    `DoesNotExist` of the model for what is not theirs.
    """
    of_it = model._default_manager.filter(pk=pk).order_by().values("facility")
    listing = Listing.objects.filter(facility__in=of_it).first()
    try:
        locked_listing(actor, listing.pk if listing else 0)
    except Listing.DoesNotExist as nobodys:
        raise model.DoesNotExist from nobodys
    return _locked(model, pk)


def locked_to_decide(model: type[P], actor: Actor, pk: int) -> P:
    """One that this agent decides about; `DoesNotExist` of the model for others."""
    if not isinstance(actor, Person):
        raise TypeError("decided by a person with roles")
    return _locked(model, pk, facility__in=decided_by_one(actor).order_by().values("pk"))


def became(actor: Actor, submission: P, before: str, purpose: str, **more: tuple[str, str]) -> P:
    """What follows from another state: copies, the row, the history, who is told, and last the search."""
    was_public = before == SubmissionState.APPROVED
    if was_public:
        make_private(submission)
    if submission.is_approved:
        make_public(submission)
    submission.save(update_fields=CHANGED)
    record(submission.facility, submission, before, actor=actor, purpose=purpose, **more)
    if submission.is_approved or submission.is_refused:
        tell_decided(actor, submission)
    elif submission.is_waiting:
        tell_reopened(actor, submission)
    if was_public or submission.is_approved:
        changes.append([submission.facility.listing.pk])
    return submission


def _locked(model: type[P], pk: int, **among: Any) -> P:
    locked = model._default_manager.select_for_update(of=("self",))
    return locked.select_related("facility__listing", "received").get(pk=pk, **among)
