"""`manage.py create_demo_agent`: somebody to sign in as in OFFICE.ONE, where it is open for trial."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import User

NAME = "agent"


class Command(BaseCommand):
    help = "Crée l’agent fictif « agent » (mot de passe « agent ») pour essayer OFFICE.ONE."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.OFFICE_OPEN:
            raise CommandError("OFFICE.ONE est fermé ici : un mot de passe connu de tous n’y a pas sa place.")
        if User.objects.filter(username=NAME).exists():
            self.stdout.write(f"L’agent « {NAME} » existe déjà.")
            return
        if User.objects.exists():
            raise CommandError(
                "Cette base a déjà des comptes\u00a0: ce n’est pas une base de démonstration. "
                "Vérifiez DATABASE_URL."
            )
        User.objects.create_superuser(
            NAME, email="", password=NAME, first_name="Agent", last_name="de démonstration"
        )
        self.stdout.write(f"OFFICE.ONE : connectez-vous comme « {NAME} », mot de passe « {NAME} ».")
