"""`send_notifications`: sends the e-mails of notifications that wait, for ever or once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.notifications import mailing
from portal.notifications.health import mail_health
from search.stop_signals import stop_signal


class Command(BaseCommand):
    help = "Envoie les e-mails des notifications qui attendent, ou dont l’envoi a échoué."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument("--follow", action="store_true", help="sans fin, jusqu’à un signal d’arrêt")
        how.add_argument("--once", action="store_true", help="ce qui est à envoyer maintenant, puis fin")
        how.add_argument("--again", action="store_true", help="aussi ce qui était abandonné, puis fin")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["follow"]:
            mailing.follow(stop_signal())
            return
        if options["again"]:
            mailing.try_again(actor=mailing.SENDER)
        self._send()

    def _send(self) -> None:
        sent = failed = 0
        while True:
            done = mailing.send_due()
            sent, failed = sent + done.sent, failed + done.failed
            if not done.more:
                break
        left = mail_health()
        told = (
            f"E-mails partis\u00a0: {sent}. Échecs\u00a0: {failed}. En attente\u00a0: {left.waiting}. "
            f"Abandonnés\u00a0: {left.given_up}."
        )
        if failed:
            raise CommandError(told)
        self.stdout.write(told)
