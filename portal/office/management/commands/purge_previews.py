"""`manage.py purge_previews`: forget the forms that were posted for a preview and never saved."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.kernel import clock
from portal.office.previews import forget_previews


class Command(BaseCommand):
    help = "Efface les formulaires gardés pour un aperçu depuis plus d’un jour (chaque jour)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget_previews(clock.today())} aperçu(s) effacé(s).")
