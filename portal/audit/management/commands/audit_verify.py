"""`audit_verify`: exit 0 where the history is as it was sealed, else 1 with one JSON line a problem."""

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.audit.verifying import Verification


class Command(BaseCommand):
    help = "Relit toute la chaîne de l’historique\u00a0: entrées, sceaux, têtes exportées, ce qui attend."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            action="append",
            metavar="FILE",
            help="têtes exportées, gardées sur une autre machine (plusieurs fois si besoin)\u00a0; "
            "sans cela, le fichier de cette machine",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verification = Verification(
            unsealed_after=timedelta(seconds=settings.AUDIT_UNSEALED_AFTER_SECONDS),
            heads_files=options["heads"] or self._of_this_machine(),
        )
        count = 0
        started = time.monotonic()
        try:
            for problem in verification.problems():
                count += 1
                self.stdout.write(json.dumps(asdict(problem), ensure_ascii=False))
        except OSError as error:
            raise CommandError(f"Têtes exportées illisibles\u00a0: {error}") from None
        self.stderr.write(_told(verification, time.monotonic() - started))
        self.stderr.write(f"{count} anomalie(s)." if count else "Aucune anomalie.")
        if count:
            sys.exit(1)

    @staticmethod
    def _of_this_machine() -> list[Path]:
        own = Path(settings.AUDIT_HEADS)
        return [own] if own.exists() else []


def _told(found: Verification, seconds: float) -> str:
    waiting = f"{found.unsealed.count} sans sceau"
    if found.unsealed.count and found.unsealed_for is not None:
        waiting += f", la plus ancienne depuis {found.unsealed_for.total_seconds():.0f} s"
    return (
        f"{found.seals} entrées scellées relues en {seconds:.1f} s"
        f" ({found.seals / max(seconds, 0.001):.0f} par seconde), {waiting}\u00a0;"
        f" {found.heads} têtes exportées comparées."
    )
