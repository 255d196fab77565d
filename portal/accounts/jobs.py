"""What is done again and again for those who sign in."""

from datetime import date, timedelta

from django.core.management import call_command

from portal.kernel import clock
from portal.kernel.schedule import Job, register_job


def register_jobs() -> None:
    """Called in `AppConfig.ready()`."""
    register_job(
        Job("accounts.clear_sessions", "Sessions terminées effacées", timedelta(days=1), _clear_sessions)
    )
    register_job(
        Job(
            "accounts.clear_log_ins",
            "Connexions fortes commencées, effacées",
            timedelta(days=7),
            _clear_log_ins,
        )
    )


def _clear_sessions(today: date) -> int:
    """As Django's `clearsessions`, which does not count."""
    # Not above: a process that looks after keys, or sends e-mails, may do without sessions.
    from django.contrib.sessions.models import Session

    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def _clear_log_ins(today: date) -> int:
    call_command("clearsocial")
    return 0
