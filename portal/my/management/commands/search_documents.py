"""`search_documents`: what the search knows of each public listing, from the database, as JSON lines."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from portal.kernel import clock
from search import registry
from search.documents import ListingDocument
from search.documents_json import as_json
from search.reading import one_moment


class Command(BaseCommand):
    help = (
        "Écrit, depuis la base et sans passer par un moteur, chaque fiche publique aujourd’hui\u00a0: une"
        " ligne JSON avec tout ce dont se servent filtres et ordres (voir docs/search.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="aussi les fiches qui l’ont été ou le seront un autre jour"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with one_moment():
            for document in _public(every_day=options["all"]):
                self.stdout.write(json.dumps(as_json(document), ensure_ascii=False))


def _public(*, every_day: bool) -> Iterator[ListingDocument]:
    today = clock.today().toordinal()
    for document in registry.source().documents():
        if any(every_day or today in days for days in document.public):
            yield document
