"""Storage of private files: outside the media root, without any URL."""

from typing import NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property


class PrivateStorage(FileSystemStorage):
    """Files that only an access function may hand out; asking for a URL is a programming error."""

    @cached_property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file has no URL: serve it through its access function.")
