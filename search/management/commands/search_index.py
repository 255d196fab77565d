"""`search_index`: the worker that keeps the Elasticsearch index true, for ever or once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import index_states, registry
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.engine import elasticsearch_engine
from search.engines.elasticsearch.following import FORESEEN, Follower
from search.stop_signals import stop_signal


class Command(BaseCommand):
    help = "Écrit dans l’index Elasticsearch ce qui a changé dans la base, et le refait s’il le faut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--follow", action="store_true", help="sans fin, jusqu’à un signal d’arrêt")
        how.add_argument(
            "--once", action="store_true", help="ce que le journal contient maintenant, puis fin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        follower = Follower(elasticsearch_engine(), registry.source(), self._tell)
        if options["follow"]:
            follower.follow(stop_signal())
            return
        try:
            standing = follower.drain()
        except FORESEEN as failure:
            raise CommandError(f"L’index n’est pas à jour\u00a0: {failure}") from None
        self.stdout.write(f"Index {standing.index} à jour, journal au n° {standing.head.sequence}.")
        if refused := index_states.refusals(NAME):
            raise CommandError(f"{refused} fiche(s) refusée(s)\u00a0: voir l’état de la recherche.")

    def _tell(self, built: int, to_build: int) -> None:
        self.stderr.write(f"{built} fiches sur {to_build}…")
