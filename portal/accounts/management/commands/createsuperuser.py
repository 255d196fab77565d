"""Instead of Django's: nobody has rights beside the table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Il n’y a pas de superutilisateur\u00a0: voyez invite_administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Personne n’a de droits en dehors des fonctions. Invitez la première administration\u00a0: "
            "manage.py invite_administrator (ou manage.py give_function NOM administration)"
        )
