"""What is done again and again for facilities."""

from datetime import date, timedelta

from django.conf import settings

from portal.facilities.services import forget_versions, public_copies, reminders
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.schedule import Job, register_job

UPKEEP = SystemActor("entretien")
# Nobody is asked at night.
_BY_DAY = range(8, 20)


def register_jobs() -> None:
    """Called in `AppConfig.ready()`."""
    register_job(
        Job(
            "facilities.remind",
            "Rappels de disponibilité",
            timedelta(minutes=15),
            reminders.remind_due,
            hours=_BY_DAY,
        )
    )
    register_job(
        Job(
            "facilities.forget_links",
            "Liens de confirmation échus effacés",
            timedelta(days=1),
            _forget_links,
        )
    )
    register_job(
        Job(
            "facilities.forget_versions",
            "Versions antérieures trop anciennes effacées",
            timedelta(days=1),
            _forget_versions,
        )
    )
    register_job(
        Job(
            "facilities.public_copies",
            "Copies publiques des photos et des projets",
            timedelta(minutes=5),
            public_copies.mend,
        )
    )


def _forget_links(today: date) -> int:
    return reminders.forget_expired_links(actor=reminders.REMINDER, now=clock.now())


def _forget_versions(today: date) -> int:
    return forget_versions(actor=UPKEEP, before=clock.now() - settings.VERSIONS_KEPT_FOR)
