"""Files of questions: their room on the private storage, and letting go of them with their question."""

from django.db.models import QuerySet

from acte_content.questions.models import QuestionAttachment, TeamQuestion
from portal.files.keeping import remove_after_commit
from portal.files.models import ReceivedFile
from portal.files.quarantine import register_room
from portal.kernel.actors import Actor

# Its folder on the private storage.
ROOM = "questions-acte"


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_room(ROOM, _settled)


def delete_with(questions: QuerySet[TeamQuestion]) -> None:
    """The files of these questions, from the disk as well; inside a service."""
    attachments = QuestionAttachment.objects.filter(question__in=questions.order_by().values("pk"))
    received = list(ReceivedFile.objects.filter(pk__in=attachments.order_by().values("received")))
    attachments.delete()
    for file in received:
        remove_after_commit(file)
        file.delete()


def _settled(actor: Actor, received: ReceivedFile) -> None:
    """Whoever asked may have no account: the team reads beside the question what the scanner said."""
