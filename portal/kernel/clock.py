"""What day it is in Brussels: the only place that asks."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

BRUSSELS = ZoneInfo("Europe/Brussels")


def now() -> datetime:
    """The present moment, aware, in UTC as it is stored."""
    return timezone.now()


def today() -> date:
    """The calendar day in Brussels, whatever the server's own time zone says.

    Rules take the day as a parameter; only views and commands call this.
    """
    return now().astimezone(BRUSSELS).date()
