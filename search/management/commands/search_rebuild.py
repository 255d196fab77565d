"""`search_rebuild`: make the index again from the database, while searches go on."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import changes, registry
from search.engines import ENGINES, engine
from search.index_states import NotMade
from search.ports import EngineFailure, SearchEngine


class Command(BaseCommand):
    help = "Refait l’index de recherche depuis la base, sans interrompre les recherches."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=ENGINES, help="moteur à refaire (celui du site)")
        otherwise = parser.add_mutually_exclusive_group()
        otherwise.add_argument(
            "--rollback", action="store_true", help="remettre l’index précédent (elasticsearch seulement)"
        )
        otherwise.add_argument(
            "--restored",
            action="store_true",
            help="après une restauration\u00a0: aucun index d’avant ne vaut plus, d’aucun moteur",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = engine(options["engine"])
        started = time.monotonic()
        try:
            if options["rollback"]:
                self._roll_back(chosen)
                return
            if options["restored"]:
                changes.new_epoch()
            chosen.rebuild(registry.source(), self._tell)
            stats = chosen.stats()
        except (EngineFailure, NotMade) as failure:
            raise CommandError(f"L’index n’a pas été refait, l’ancien reste\u00a0: {failure}") from None
        seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
        self.stdout.write(f"Index refait\u00a0: {stats.documents} fiches en {seconds} s.")

    def _tell(self, built: int, to_build: int) -> None:
        self.stderr.write(f"{built} fiches sur {to_build}…")

    def _roll_back(self, chosen: SearchEngine) -> None:
        if not hasattr(chosen, "roll_back"):
            raise CommandError(f"Le moteur {chosen.name} ne garde pas d’index précédent.")
        standing = chosen.roll_back()
        self.stdout.write(
            f"L’index {standing.index} répond de nouveau, journal au n° {standing.head.sequence}."
            " La suite y sera écrite par search_index."
        )
