"""`backup DIR`: see `config.backups`."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backups import BackupError, backup


class Command(BaseCommand):
    help = "Sauvegarde la base (SQLite) et les fichiers dans un dossier vide, pendant que le site travaille."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="dossier vide ou à créer")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            counts = backup(options["folder"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Sauvegarde faite en {time.monotonic() - started:.0f} s\u00a0: {counts.tables} tables,"
            f" {counts.rows} lignes, {counts.files} fichiers, {counts.bytes / 1e6:.0f} Mo."
        )
