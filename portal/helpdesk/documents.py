"""Files that somebody sent with messages, in « Mes documents »."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format

from portal.files.documents import OwnDocument
from portal.helpdesk.access import own_attachments
from portal.kernel import clock
from portal.kernel.actors import Actor


def sent_files(actor: Actor) -> Iterator[OwnDocument]:
    """The newest first."""
    for attachment in own_attachments(actor):
        message = attachment.message
        day = date_format(message.sent_at.astimezone(clock.BRUSSELS), "j F Y")
        yield OwnDocument(
            name=attachment.name,
            about=f"Message du {day}",
            about_url=reverse("pro:message", args=[message.pk]),
            url=reverse("pro:message_attachment", args=[message.pk, attachment.pk]),
            size=attachment.size,
            at=message.sent_at,
        )
