"""`restore DIR`: see `config.backups`."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups import BackupError, restore


class Command(BaseCommand):
    help = "Remet une sauvegarde en place, vérifiée avant que rien ne soit touché. Serveurs arrêtés."
    # The database may not exist yet, or be another one.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="dossier fait par la commande backup")
        parser.add_argument(
            "--force", action="store_true", help="met de côté les données présentes au lieu de refuser"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            counts = restore(options["folder"], force=options["force"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restauration faite en {time.monotonic() - started:.0f} s\u00a0: {counts.tables} tables,"
            f" {counts.rows} lignes, {counts.files} fichiers, {counts.bytes / 1e6:.0f} Mo."
        )
        self.stdout.write("Ensuite\u00a0: migrate, puis search_check, qui refait l’index de recherche.")
