"""`manage.py open_data`: write the files of the open data now, as the scheduler does once a day."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.kernel import clock
from portal.my.open_data import write_files


class Command(BaseCommand):
    help = "Écrit les fichiers des données ouvertes (CSV, GeoJSON et leur description), comme chaque jour."

    def handle(self, **options: Any) -> None:
        count = write_files(clock.today())
        if options["verbosity"]:
            self.stdout.write(f"{count} lieux écrits.")
