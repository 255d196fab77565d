"""How much one request may send: what is beyond is thrown away while it arrives, and fills no disk."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

# Five files of 10 MB, and what surrounds them.
MAX_REQUEST_BYTES = 60 * 1024 * 1024
_DROPPED = "_portal_dropped_files"


class BoundedUpload(FileUploadHandler):
    """First of `FILE_UPLOAD_HANDLERS`: counts all files of a request together, and drops those beyond.

    The other fields of the form arrive; `dropped_files` says that something did not.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        self._received += len(raw_data)
        if self._received > MAX_REQUEST_BYTES:
            if self.request is not None:
                setattr(self.request, _DROPPED, getattr(self.request, _DROPPED, 0) + 1)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers keep the file."""


def dropped_files(request: HttpRequest) -> int:
    """How many files of this request were too much, and are not there. After `request.POST` was read."""
    dropped: int = getattr(request, _DROPPED, 0)
    return dropped
