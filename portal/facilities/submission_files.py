"""What follows where the scanner has looked at a photo, a project or a bank statement that was held."""

from portal.facilities.enums import SubmissionState
from portal.facilities.models import BankStatement, PedagogicalProject, Photo
from portal.facilities.public_copies import PHOTOS, PROJECTS
from portal.facilities.services.bank_statements import ROOM
from portal.facilities.services.submissions import record
from portal.facilities.submission_notices import tell_infected
from portal.files.models import ReceivedFile
from portal.files.quarantine import register_room
from portal.kernel import clock
from portal.kernel.actors import Actor

_MODELS: dict[str, type[Photo] | type[PedagogicalProject] | type[BankStatement]] = {
    PHOTOS: Photo, PROJECTS: PedagogicalProject, ROOM: BankStatement
}  # fmt: skip
_VIRUS = "Un virus a été trouvé dans ce fichier. Faites contrôler votre appareil avant d’en envoyer un autre."


def register() -> None:
    """Called in `AppConfig.ready()`."""
    for room in _MODELS:
        register_room(room, _settled)


def _settled(actor: Actor, received: ReceivedFile) -> None:
    """A virus refuses; a clean file is now the agents' to decide about."""
    if received.is_clean:
        return
    found = _MODELS[received.room]._default_manager.select_for_update(of=("self",))
    submission = found.filter(received=received, state=SubmissionState.WAITING).first()
    if submission is None:
        return
    before = str(submission.state)
    submission.state, submission.reason = SubmissionState.REFUSED, _VIRUS
    submission.decided_at = clock.now()
    submission.save(update_fields=["state", "reason", "decided_at"])
    about = submission.organiser if isinstance(submission, BankStatement) else submission.facility
    record(about, submission, before, actor=actor, purpose="virus trouvé dans un fichier reçu")
    tell_infected(actor, submission)
