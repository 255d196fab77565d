"""What is said plainly before a site is served: private files apart, a scanner or none, who serves media."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from portal.files.scanning import NO_SCANNER

PORTAL, PROXY = "portal", "proxy"


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


def check_scanner(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """`check --deploy`: no scanner is a choice that somebody has made, not something that was forgotten."""
    url = settings.CLAMD_URL
    if url == NO_SCANNER:
        return []
    if not url:
        text = "CLAMD_URL est vide\u00a0: les fichiers envoyés ne passent par aucun antivirus. "
        return [Warning(f"{text}Indiquez clamd, ou écrivez CLAMD_URL=none si c’est voulu.", id="files.W002")]
    address = urlsplit(url)
    is_right = (address.scheme == "tcp" and address.hostname) or (address.scheme == "unix" and address.path)
    if is_right:
        return []
    return [Error("CLAMD_URL s’écrit tcp://machine:port, unix:///chemin ou none.", id="files.E003")]


def check_media(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """`check --deploy`: who serves what was approved, and that it can be written."""
    if settings.MEDIA_SERVED_BY not in (PORTAL, PROXY):
        return [Error("MEDIA_SERVED_BY vaut portal ou proxy.", id="files.E004")]
    root = Path(settings.MEDIA_ROOT)
    nearest = next(folder for folder in (root, *root.parents) if folder.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    return [
        Error(f"MEDIA_ROOT ({root}) ne peut pas être écrit\u00a0: rien ne peut être publié.", id="files.E005")
    ]
