"""What is done again and again for files."""

from datetime import timedelta

from portal.files.forgetting import forget_unneeded
from portal.files.quarantine import scan_held, scan_unscanned
from portal.files.removing import remove_orphans
from portal.kernel.schedule import Job, register_job


def register_jobs() -> None:
    """Called in `AppConfig.ready()`."""
    register_job(
        Job("files.scan_held", "Fichiers en attente de l’antivirus", timedelta(minutes=1), scan_held)
    )
    register_job(
        Job(
            "files.scan_unscanned",
            "Fichiers reçus avant l’antivirus, contrôlés après coup",
            timedelta(minutes=5),
            scan_unscanned,
        )
    )
    register_job(
        Job("files.remove_orphans", "Fichiers sans propriétaire effacés", timedelta(hours=6), remove_orphans)
    )
    register_job(Job("files.forget_unneeded", "Fichiers retirés effacés", timedelta(days=1), forget_unneeded))
