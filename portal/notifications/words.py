"""Notifications in words, for both doors and for e-mails."""

from portal.notifications.access import COUNTED_AT_MOST


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
