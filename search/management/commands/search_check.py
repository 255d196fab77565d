"""`search_check`: exit 0 where index and database agree, else 1 with one JSON line a difference."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import registry
from search.checking import differences
from search.engines import ENGINES, engine
from search.ports import EngineFailure


class Command(BaseCommand):
    help = "Compare l’index de recherche et la base, fiche par fiche\u00a0: présence, version, contenu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=ENGINES, help="moteur à vérifier (celui du site)")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = engine(options["engine"])
        count = 0
        try:
            for difference in differences(chosen, registry.source()):
                count += 1
                self.stdout.write(json.dumps(asdict(difference), ensure_ascii=False))
            stats = chosen.stats()
        except EngineFailure as failure:
            raise CommandError(f"L’index {chosen.name} n’a pas pu être lu\u00a0: {failure}.") from None
        if count:
            self.stderr.write(f"{count} différence(s) entre l’index {chosen.name} et la base.")
            sys.exit(1)
        self.stderr.write(
            f"L’index {chosen.name} et la base concordent\u00a0: {stats.documents} fiches, journal au"
            f" n° {stats.sequence}."
        )
