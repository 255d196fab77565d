"""`search_check`: exit 0 where index and database agree, else 1 with one JSON line a difference."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from search import registry
from search.checking import differences
from search.engines import ENGINES, engine


class Command(BaseCommand):
    help = "Compare l’index de recherche et la base, fiche par fiche\u00a0: présence, version, contenu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="moteur à vérifier")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for difference in differences(engine(options["engine"]), registry.source()):
            count += 1
            self.stdout.write(json.dumps(asdict(difference), ensure_ascii=False))
        stats = engine(options["engine"]).stats()
        if count:
            self.stderr.write(f"{count} différence(s) entre l’index et la base.")
            sys.exit(1)
        self.stderr.write(
            f"L’index et la base concordent\u00a0: {stats.documents} fiches, journal au n° {stats.sequence}."
        )
