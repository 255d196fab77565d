"""Storage of private files: outside the media root, without any URL."""

from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.checks import CheckMessage, Error
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


def check_private_root(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Private files lie in no folder that a web server hands out."""
    private = Path(settings.PRIVATE_ROOT).resolve()
    # An entry of STATICFILES_DIRS may be a pair: the prefix in the URL, and the folder.
    static = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    public = [settings.MEDIA_ROOT, settings.STATIC_ROOT, *static]
    return [
        Error(
            f"PRIVATE_ROOT ({private}) touche à {folder}, qui est servi\u00a0: tout y serait public.",
            id="files.E001",
        )
        for folder in (Path(str(folder)).resolve() for folder in public if folder)
        if private.is_relative_to(folder) or folder.is_relative_to(private)
    ]
