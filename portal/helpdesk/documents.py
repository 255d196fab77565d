"""Files that somebody sent with messages, in « Mes documents »."""

from collections.abc import Iterator

from django.urls import reverse

from portal.files.documents import OwnDocument
from portal.helpdesk.access import own_attachments
from portal.kernel.actors import Actor
from portal.kernel.days import long_date


def sent_files(actor: Actor) -> Iterator[OwnDocument]:
    """The newest first."""
    for attachment in own_attachments(actor):
        message = attachment.message
        day = long_date(message.sent_at)
        yield OwnDocument(
            name=attachment.received.name,
            about=f"Message du {day}",
            about_url=reverse("pro:message", args=[message.pk]),
            url=reverse("pro:message_attachment", args=[message.pk, attachment.pk]),
            size=attachment.received.size,
            at=message.sent_at,
        )
