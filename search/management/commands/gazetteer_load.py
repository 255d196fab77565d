"""`manage.py gazetteer_load`: postcodes, communes and localities, from the file to the table."""

from typing import Any

from django.core.management.base import BaseCommand

from search.gazetteer.loading import load


class Command(BaseCommand):
    help = "Charge le répertoire des codes postaux, communes et localités (sans effet s’il est à jour)."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load()
        state = "chargé" if loaded.changed else "déjà à jour"
        self.stdout.write(f"Répertoire {state} : {loaded.places} lieux.")
