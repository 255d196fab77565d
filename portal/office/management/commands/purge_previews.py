"""`manage.py purge_previews`: forget the forms that were posted for a preview and never saved."""

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.admin.models import FormState


class Command(BaseCommand):
    help = "Efface les formulaires gardés pour un aperçu depuis plus d’un jour (chaque jour)."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted, _ = FormState.objects.stale().delete()
        self.stdout.write(f"{deleted} aperçu(s) effacé(s).")
