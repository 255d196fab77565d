"""`run_scheduled`: runs what is done again and again, for ever or once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.scheduling import running
from search.stop_signals import stop_signal


class Command(BaseCommand):
    help = "Fait les travaux réguliers qui sont à faire (rappels, échéances, nettoyages)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--follow", action="store_true", help="sans fin, jusqu’à un signal d’arrêt")
        how.add_argument("--once", action="store_true", help="ce qui est à faire maintenant, puis fin")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["follow"]:
            running.follow(stop_signal())
            return
        ran = running.run_due()
        for one in ran:
            told = "a échoué" if one.did is None else str(one.did)
            self.stdout.write(f"{one.job.title}\u00a0: {told}")
        if not ran:
            self.stdout.write("Rien à faire maintenant.")
        if any(one.did is None for one in ran):
            raise CommandError("Un travail au moins a échoué\u00a0: le journal dit pourquoi.")
