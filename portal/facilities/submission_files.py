"""Files of photos, projects and bank statements: what follows from a verdict, and when they may go."""

from functools import partial
from typing import Any

from django.db.models import QuerySet

from portal.facilities.enums import SubmissionState
from portal.facilities.models import BankStatement, Facility, PedagogicalProject, Photo
from portal.facilities.public_copies import PHOTOS, PROJECTS
from portal.facilities.services.bank_statements import ROOM
from portal.facilities.services.public_copies import make_private
from portal.facilities.services.submissions import record
from portal.facilities.submission_notices import tell_decider_of_virus, tell_infected
from portal.files.forgetting import register_unneeded
from portal.files.models import ReceivedFile
from portal.files.quarantine import register_room
from portal.kernel import clock
from portal.kernel.actors import Actor
from search import changes

_MODELS: dict[str, type[Photo] | type[PedagogicalProject] | type[BankStatement]] = {
    PHOTOS: Photo, PROJECTS: PedagogicalProject, ROOM: BankStatement
}  # fmt: skip
_VIRUS = "Un virus a été trouvé dans ce fichier. Faites contrôler votre appareil avant d’en envoyer un autre."


def register() -> None:
    """Called in `AppConfig.ready()`."""
    for room in _MODELS:
        register_room(room, _settled)
        register_unneeded(room, partial(_withdrawn, room))


def _withdrawn(room: str) -> QuerySet[ReceivedFile]:
    """Of what was withdrawn or replaced: no page shows it, and nothing leads back from there."""
    gone: QuerySet[Any] = _MODELS[room]._default_manager.filter(state=SubmissionState.WITHDRAWN).order_by()
    return ReceivedFile.objects.filter(pk__in=gone.values("received"))


def _settled(actor: Actor, received: ReceivedFile) -> None:
    """A virus refuses, and takes from parents what they saw; a clean file is the agents' to decide about."""
    if received.is_clean:
        return
    found = _MODELS[received.room]._default_manager.select_for_update(of=("self",))
    submission = found.filter(received=received).exclude(state=SubmissionState.WITHDRAWN).first()
    if submission is None:
        return
    before, decider = str(submission.state), submission.decided_by_id
    was_public = not submission.is_refused and _refuse(submission)
    about = submission.organiser if isinstance(submission, BankStatement) else submission.facility
    record(about, submission, before, actor=actor, purpose="virus trouvé dans un fichier reçu")
    tell_infected(actor, submission)
    if decider is not None:
        tell_decider_of_virus(actor, submission, decider)
    if was_public and isinstance(about, Facility):
        changes.append([about.listing.pk])


def _refuse(submission: Photo | PedagogicalProject | BankStatement) -> bool:
    """By nobody: whoever had decided could not see what the scanner sees. True where parents saw it."""
    was_public = submission.is_approved and not isinstance(submission, BankStatement)
    if not isinstance(submission, BankStatement) and was_public:
        make_private(submission)
    submission.state, submission.reason = SubmissionState.REFUSED, _VIRUS
    submission.decided_by, submission.decided_at = None, clock.now()
    submission.save()
    return was_public
