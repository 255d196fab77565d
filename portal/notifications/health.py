"""How the e-mails of notifications stand, in one look at the database: for `/readyz` and `/metrics`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db.models import Count, Min

from portal.kernel import clock
from portal.notifications.models import Notification


class MailTrouble(StrEnum):
    """What somebody should look at; people read their bell all the same."""

    LATE = "mail_late"


@dataclass(frozen=True, slots=True)
class MailHealth:
    """How many wait, for how long the oldest does (0: none), and how many were given up."""

    waiting: int
    waiting_seconds: float
    given_up: int

    @property
    def troubles(self) -> tuple[MailTrouble, ...]:
        return (MailTrouble.LATE,) if self.waiting_seconds > settings.MAIL_LATE_AFTER_SECONDS else ()


def mail_health(now: datetime | None = None) -> MailHealth:
    """What waits to be sent, and what will not be by itself."""
    waiting = Notification.objects.filter(mail_due_at__isnull=False).aggregate(
        count=Count("pk"), oldest=Min("made_at")
    )
    age = ((now or clock.now()) - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0.0
    given_up = Notification.objects.filter(mail_given_up_at__isnull=False).count()
    return MailHealth(waiting["count"], max(age, 0.0), given_up)
