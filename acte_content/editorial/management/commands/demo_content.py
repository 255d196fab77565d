"""`manage.py demo_content`: guides and information to read in the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from acte_content.editorial.demo.planting import plant
from portal.kernel import clock


class Command(BaseCommand):
    help = "Publie des pages d’exemple, pour essayer MY.ONE, PRO.ONE et la rédaction."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_TRIAL:
            raise CommandError("Ceci n’est pas un site d’essai\u00a0: rien de fictif n’y a sa place.")
        made = plant(clock.today())
        self.stdout.write(f"Pages d’exemple publiées\u00a0: {made}.")
