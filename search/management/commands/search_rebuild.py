"""`search_rebuild`: make the index again from the database, while searches go on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search import registry
from search.engines import ENGINES, engine


class Command(BaseCommand):
    help = "Refait l’index de recherche depuis la base, sans interrompre les recherches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="moteur à refaire")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        chosen = engine(options["engine"])
        chosen.rebuild(registry.source())
        stats = chosen.stats()
        seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
        self.stdout.write(f"Index refait\u00a0: {stats.documents} fiches en {seconds} s.")
