"""Instead of Django's: nobody has rights beside the table."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Il n’y a pas de superutilisateur\u00a0: voyez give_function."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError(
            "Personne n’a de droits en dehors des fonctions. Donnez-en une à un utilisateur\u00a0: "
            "manage.py give_function NOM administration"
        )
