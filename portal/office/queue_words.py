"""Counts and ages of what waits, as agents read them."""

from datetime import timedelta

from portal.office.search_words import NBSP, number

__all__ = ["number", "waited"]


def waited(age: timedelta) -> str:
    """How long something waits: « 12 min », « 5 h », « 9 jours »."""
    minutes = max(1, int(age.total_seconds()) // 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min"
    if minutes < 24 * 60:
        return f"{minutes // 60}{NBSP}h"
    days = minutes // (24 * 60)
    return f"{days}{NBSP}jour{'s' if days > 1 else ''}"
