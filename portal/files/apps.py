from django.apps import AppConfig
from django.core import checks


class FilesConfig(AppConfig):
    name = "portal.files"
    label = "files"
    verbose_name = "Fichiers"

    def ready(self) -> None:
        from portal.files.storage import check_private_root

        checks.register(check_private_root, checks.Tags.files)
