"""`rotate_keys`: every private value under the current keys, see docs/security.md."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.kernel.actors import SystemActor
from portal.kernel.private_fields import private_fields
from portal.kernel.rotation import Outcome, rotate

ACTOR = SystemActor("rotation des clés")


class Command(BaseCommand):
    help = (
        "Scelle à nouveau toutes les valeurs privées avec les clés courantes, pendant que le site travaille. "
        "Peut être interrompue et relancée. Échoue si une valeur ne s’ouvre pas."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="ouvre toutes les valeurs, compte, et n’écrit rien"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        is_complete = True
        for model, private in private_fields():
            outcome = rotate(actor=ACTOR, model=model, private=private, dry_run=dry_run)
            self._tell(f"{model._meta.label}.{private.name}", outcome, dry_run)
            is_complete = is_complete and outcome.is_complete
        if not is_complete:
            raise CommandError(
                "Gardez toutes les clés\u00a0: des valeurs n’ont pas pu être scellées à nouveau."
            )

    def _tell(self, name: str, outcome: Outcome, dry_run: bool) -> None:
        verb = "à refaire" if dry_run else "refaites"
        self.stdout.write(f"{name}\u00a0: {outcome.read} valeurs, {outcome.renewed} {verb}.")
        for pk in outcome.unreadable:
            self.stderr.write(f"{name}, ligne {pk}\u00a0: aucune clé ne l’ouvre.")
        for pk in outcome.contradicted:
            self.stderr.write(f"{name}, ligne {pk}\u00a0: son empreinte est celle d’une autre valeur.")
        for pk in outcome.doubled:
            self.stderr.write(f"{name}, ligne {pk}\u00a0: une autre ligne a la même valeur.")
        for pk in outcome.restless:
            self.stderr.write(
                f"{name}, ligne {pk}\u00a0: elle change sans cesse\u00a0; relancez la commande."
            )
