"""What is done about pages without anybody asking."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from wagtail.models import Page, Revision

from acte_content.editorial.models import FaqTheme
from portal.kernel import clock


def keep_to_schedule(today: date) -> int:
    """Publish what was approved for a moment that has come, and unpublish what has expired; how many."""
    now = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    due += sum(model.objects.filter(live=True, expire_at__lt=now).count() for model in (Page, FaqTheme))
    if due:
        call_command("publish_scheduled", verbosity=0, stdout=StringIO())
    return due
