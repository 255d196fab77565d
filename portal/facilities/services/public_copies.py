"""When copies appear on the public media, and when they go: after an approval, before a withdrawal (0122)."""

import logging
from datetime import date
from functools import partial

from django.db import transaction

from portal.facilities.enums import SubmissionState
from portal.facilities.models import PedagogicalProject, Photo
from portal.facilities.public_copies import PHOTOS, PROJECTS, Published, copy, folder_of, names_of
from portal.files.publishing import is_published, new_token, published_tokens, unpublish
from portal.kernel.actors import Actor, SystemActor
from portal.kernel.service import service

log = logging.getLogger(__name__)
COPIES = SystemActor("copies publiques")
_MODELS: dict[str, type[Photo] | type[PedagogicalProject]] = {PHOTOS: Photo, PROJECTS: PedagogicalProject}


def make_public(submission: Published) -> None:
    """Inside the service that approves: a name, and copies once that stands. The caller saves the row."""
    submission.public_token = new_token()
    later = partial(put_copies, actor=COPIES, folder=folder_of(submission), pk=submission.pk)
    # What fails here is done by the next round of the job.
    transaction.on_commit(later, robust=True)


def make_private(submission: Published) -> None:
    """Inside the service that takes an approval away, under the lock of the row, which the caller saves."""
    unpublish(folder_of(submission), submission.public_token)
    submission.public_token = ""


@service
def put_copies(*, actor: Actor, folder: str, pk: int) -> bool:
    """Put the copies of what is approved in place, if it is so still; False where there is nothing to do."""
    found = _MODELS[folder]._default_manager.select_for_update(of=("self",)).select_related("received")
    submission = found.filter(pk=pk, state=SubmissionState.APPROVED).first()
    return copy(submission) if submission is not None else False


def mend(today: date) -> int:
    """Copies that are missing are put back, those that no approval names are removed; how many things."""
    done = 0
    for folder, model in _MODELS.items():
        # In this order: what lies there now was approved before it came, so the rows know of it.
        there = published_tokens(folder)
        approved = {
            submission.public_token: submission
            for submission in model._default_manager.filter(state=SubmissionState.APPROVED).order_by("pk")
        }
        for token in there - approved.keys():
            unpublish(folder, token)
            done += 1
        for token, submission in approved.items():
            if not is_published(folder, token, names_of(submission)):
                done += _put_back(folder, submission.pk)
    return done


def _put_back(folder: str, pk: int) -> bool:
    try:
        return put_copies(actor=COPIES, folder=folder, pk=pk)
    except FileNotFoundError:
        log.error("Copies publiques\u00a0: le fichier privé de %s n°\u00a0%s manque.", folder, pk)
        return False
