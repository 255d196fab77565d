"""Forms that were posted for a preview: Wagtail keeps them until somebody forgets them."""

from datetime import date

from wagtail.admin.models import FormState


def forget_previews(today: date) -> int:
    """Those of more than a day ago that were never saved; how many."""
    return FormState.objects.stale().delete()[0]
