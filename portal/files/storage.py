"""Storage of private files: outside the media root, without any URL."""

from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property


class PrivateStorage(FileSystemStorage):
    """Files that only an access function may hand out; asking for a URL is a programming error.

    Files and folders are readable by the server's own account only. A name that leads out of the root raises
    `SuspiciousFileOperation`, as in Django's own storage.
    """

    @cached_property
    def base_location(self) -> str:
        return str(settings.PRIVATE_ROOT)

    @cached_property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    @cached_property
    def file_permissions_mode(self) -> int:
        return 0o600

    @cached_property
    def directory_permissions_mode(self) -> int:
        return 0o700

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file has no URL: serve it through its access function.")
