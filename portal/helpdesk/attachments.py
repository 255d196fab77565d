"""What follows where the scanner has looked at a file of a message that was held."""

from portal.files.models import ReceivedFile
from portal.files.quarantine import register_room
from portal.helpdesk.models import MessageAttachment
from portal.helpdesk.notifications import tell_attachment_refused
from portal.kernel.actors import Actor

# Its folder on the private storage.
ROOM = "helpdesk"


def register() -> None:
    """Called in `AppConfig.ready()`."""
    register_room(ROOM, _settled)


def _settled(actor: Actor, received: ReceivedFile) -> None:
    if received.is_clean:
        return
    attachment = MessageAttachment.objects.select_related("message").get(received=received)
    tell_attachment_refused(actor, attachment.message)
