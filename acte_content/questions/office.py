"""Files of questions in OFFICE.ONE; the questions wait in their queue (`acte_content.questions.queue`)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from acte_content.questions.access import attachment_for
from acte_content.questions.models import QuestionAttachment
from portal.accounts.rights import Right
from portal.files.serving import as_download
from portal.office.pages import OfficePage


class QuestionAttachmentPage(OfficePage):
    """A file of a question, to be saved: never shown inside a page."""

    right = Right.ANSWER_ACTE
    attachment: QuestionAttachment

    def find(self, **ids: Any) -> None:
        self.attachment = attachment_for(self.person, ids["question_id"], ids["attachment_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_download(self.attachment.received)


def urls() -> list[URLPattern]:
    one = "acte/questions/<int:question_id>/fichiers/<int:attachment_id>/"
    return [path(one, QuestionAttachmentPage.as_view(), name="office_question_attachment")]
