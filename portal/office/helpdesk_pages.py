"""Files of messages to the helpdesk; they wait in their queue (`portal.helpdesk.queue`)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from portal.accounts.rights import Right
from portal.files.serving import as_download
from portal.helpdesk.access import attachment_for
from portal.helpdesk.models import MessageAttachment
from portal.office.pages import OfficePage


class AttachmentPage(OfficePage):
    """A file of a message, to be saved: never shown inside a page."""

    right = Right.TREAT_MESSAGES
    attachment: MessageAttachment

    def find(self, **ids: Any) -> None:
        self.attachment = attachment_for(self.person, ids["message_id"], ids["attachment_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_download(self.attachment.received)


def urls() -> list[URLPattern]:
    one = "helpdesk/messages/<int:message_id>/fichiers/<int:attachment_id>/"
    return [path(one, AttachmentPage.as_view(), name="office_message_attachment")]
