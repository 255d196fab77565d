"""Notifications in words, for both doors and for e-mails."""

from datetime import date, datetime

from django.utils.formats import date_format

from portal.kernel import clock
from portal.notifications.access import COUNTED_AT_MOST

NBSP = "\u00a0"


def moment_in_words(at: datetime) -> str:
    """« 26 novembre 2026 à 14 h 05 », in Brussels."""
    there = at.astimezone(clock.BRUSSELS)
    return f"{day_in_words(there.date())} à {there.hour}{NBSP}h{NBSP}{there:%M}"


def day_in_words(day: date) -> str:
    """« 1er mai 2026 », as French says days."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {date_format(day, 'F Y')}"


def unread_in_words(count: int) -> str:
    """« aucune non lue », « 3 non lues »: what stands after « Notifications »."""
    if count == 0:
        return "aucune non lue"
    if count >= COUNTED_AT_MOST:
        return f"plus de {COUNTED_AT_MOST - 1} non lues"
    return f"{count} non {'lue' if count == 1 else 'lues'}"


def unread_in_figures(count: int) -> str:
    """« 3 », « 99+ », for a badge beside the words; empty where there is none."""
    if count == 0:
        return ""
    return f"{COUNTED_AT_MOST - 1}+" if count >= COUNTED_AT_MOST else str(count)
