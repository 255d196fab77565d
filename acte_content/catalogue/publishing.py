"""What was to be published, or withdrawn, on a day that has come: Wagtail's own command, as a job."""

from datetime import date

from django.core.management import call_command
from wagtail.models import Revision


def publish_due(today: date) -> int:
    """How many drafts had a day that has come. What expires is withdrawn too, and not counted."""
    waiting = Revision.objects.filter(approved_go_live_at__isnull=False)
    before = waiting.count()
    call_command("publish_scheduled", verbosity=0)
    return before - waiting.count()
