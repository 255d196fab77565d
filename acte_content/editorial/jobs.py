"""What is done about pages and other drafted texts without anybody asking."""

from datetime import date
from io import StringIO
from typing import Any

from django.apps import apps
from django.core.management import call_command
from wagtail.models import DraftStateMixin, Page, Revision

from portal.kernel import clock


def keep_to_schedule(today: date) -> int:
    """Publish what was approved for a moment that has come, and unpublish what has expired; how many.

    Of everything that is drafted: pages, questions, the texts of ACTE.
    """
    now = clock.now()
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    due += sum(model.objects.filter(live=True, expire_at__lt=now).count() for model in _drafted())
    if due:
        call_command("publish_scheduled", verbosity=0, stdout=StringIO())
    return due


def _drafted() -> list[Any]:
    """Every model that is published: pages of all types in one, and the texts that are no pages."""
    drafted = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [model for model in drafted if model is Page or not issubclass(model, Page)]
