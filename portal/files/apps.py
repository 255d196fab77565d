from django.apps import AppConfig

from portal.kernel.service import guard_models


class FilesConfig(AppConfig):
    name = "portal.files"
    label = "files"
    verbose_name = "Fichiers"

    def ready(self) -> None:
        from django.core import checks

        from portal.files.checks import check_media, check_private_root, check_scanner
        from portal.files.jobs import register_jobs
        from portal.files.models import ReceivedFile

        # The others are the editors', which Wagtail writes.
        guard_models(ReceivedFile)
        register_jobs()
        checks.register(check_private_root, checks.Tags.files)
        checks.register(check_scanner, checks.Tags.security, deploy=True)
        checks.register(check_media, checks.Tags.files, deploy=True)
