"""`manage.py map_backdrop`: make `site/assets/map/backdrop.json` again, after the data have changed."""

import gzip
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from search.gazetteer.backdrop import backdrop
from search.gazetteer.loading import read
from search.gazetteer.places import places_of


class Command(BaseCommand):
    help = "Refait le fond de carte (limites et noms de lieux) à partir des données du dépôt."

    def add_arguments(self, parser: CommandParser) -> None:
        assets = Path(str(settings.STATICFILES_DIRS[0]))
        parser.add_argument("--output", type=Path, default=assets / "map" / "backdrop.json")

    def handle(self, *args: Any, **options: Any) -> None:
        made = backdrop(places_of(read()))
        text = json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"
        path: Path = options["output"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        size = len(gzip.compress(text.encode()))
        self.stdout.write(f"{path} : {len(made['labels'])} noms, {round(size / 1000)} ko compressés.")
