"""`manage.py give_function NOM FONCTION`: for a user who exists; `invite_administrator` is for others."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import posts
from portal.accounts.enums import FUNCTIONS, Role, Territory
from portal.accounts.models import User
from portal.kernel.actors import SystemActor

ACTOR = SystemActor("administration du serveur")


class Command(BaseCommand):
    help = "Donne dès aujourd’hui une fonction d’agent à un utilisateur (par exemple, administration)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="NOM", help="nom d’utilisateur")
        parser.add_argument("function", choices=[role.value for role in Role if role in FUNCTIONS])
        parser.add_argument("--territory", choices=Territory.values, help="là où la fonction en demande un")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"Aucun utilisateur actif ne s’appelle {options['username']}.")
        where = options["territory"]
        try:
            post = posts.give_post(
                actor=ACTOR,
                user=user,
                function=Role(options["function"]),
                territory=Territory(where) if where else None,
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{user.audit_label}\u00a0: {post}")
