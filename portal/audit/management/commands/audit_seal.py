"""`audit_seal`: gives the entries of the history their seals, for ever or once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal.audit.sealing import Sealer, why
from search.stop_signals import stop_signal


class Command(BaseCommand):
    help = "Scelle les entrées de l’historique en une chaîne, et en exporte la tête."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--follow", action="store_true", help="sans fin, jusqu’à un signal d’arrêt")
        how.add_argument("--once", action="store_true", help="ce qui attend maintenant, puis fin")

    def handle(self, *args: Any, **options: Any) -> None:
        sealer = Sealer(Path(settings.AUDIT_HEADS))
        if options["follow"]:
            sealer.follow(stop_signal())
            return
        try:
            head = sealer.drain()
        except (DatabaseError, OSError) as failure:
            raise CommandError(why(failure)) from None
        self.stdout.write(f"Historique scellé jusqu’au sceau n° {head.number}.")
