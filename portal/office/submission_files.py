"""Files that agents decide about: a photo to be looked at, a project and a bank statement to be saved.

The queues themselves are registered by the domain; these are the addresses that their pages lead to.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from portal.accounts.rights import Right
from portal.facilities.models import Photo
from portal.facilities.submission_access import photo_to_decide, project_to_decide, statement_to_decide
from portal.files.models import ReceivedFile
from portal.files.publishing import LEAST_WIDTH, WIDTHS, widths_of
from portal.files.serving import as_download, as_picture
from portal.office.pages import OfficePage

# On the page on which it is decided; the list has the smallest.
_LARGE = WIDTHS[1]


class PhotoPage(OfficePage):
    """A photo, as large as a page shows it; `?petite` for a list."""

    right = Right.DECIDE_PHOTOS
    photo: Photo

    def find(self, **ids: Any) -> None:
        self.photo = photo_to_decide(self.person, ids["photo_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        most = LEAST_WIDTH if "petite" in request.GET else _LARGE
        width = max(width for width in widths_of(self.photo.width) if width <= most)
        return as_picture(self.photo.received, f"{width}.jpg")


class ProjectPage(OfficePage):
    """The pedagogical project, to be saved."""

    right = Right.DECIDE_PHOTOS
    received: ReceivedFile

    def find(self, **ids: Any) -> None:
        self.received = project_to_decide(self.person, ids["project_id"]).received

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_download(self.received)


class StatementPage(OfficePage):
    """The bank statement, to be saved; `?image`: to be seen where it is decided, if it is a picture."""

    right = Right.VALIDATE_BANK_STATEMENT
    received: ReceivedFile

    def find(self, **ids: Any) -> None:
        self.received = statement_to_decide(self.person, ids["statement_id"]).received

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_picture(self.received) if "image" in request.GET else as_download(self.received)


def urls() -> list[URLPattern]:
    return [
        path("pieces/photos/<int:photo_id>/", PhotoPage.as_view(), name="office_photo"),
        path("pieces/projets/<int:project_id>/", ProjectPage.as_view(), name="office_project"),
        path("pieces/releves/<int:statement_id>/", StatementPage.as_view(), name="office_bank_statement"),
    ]
