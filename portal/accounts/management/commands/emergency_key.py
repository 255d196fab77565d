"""`manage.py emergency_key NAME`: the key of the emergency access, for an administrator's telephone."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.emergency import give_emergency_key, take_emergency_key
from portal.accounts.models import User
from portal.kernel.actors import SystemActor

ACTOR = SystemActor("clé de secours")


class Command(BaseCommand):
    help = "Donne une clé de secours (code à six chiffres) à un administrateur, ou la retire (--revoke)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--revoke", action="store_true", help="retire la clé")

    def handle(self, *args: Any, username: str, revoke: bool, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError("Aucun utilisateur actif de ce nom.")
        if revoke:
            taken = take_emergency_key(actor=ACTOR, user=user)
            self.stdout.write("La clé est retirée." if taken else "Il n’y avait pas de clé.")
            return
        if not user.has_usable_password():
            raise CommandError(
                "L’accès de secours demande aussi un mot de passe, et cet utilisateur n’en a pas. "
                f"Donnez-lui-en un\u00a0: manage.py changepassword {username}"
            )
        address = give_emergency_key(actor=ACTOR, user=user)
        self.stdout.write(
            "À lire par une application de codes, maintenant\u00a0: ceci n’est montré qu’une fois."
        )
        self.stdout.write(address)
