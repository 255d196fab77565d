import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from acte_content.catalogue.demo_texts import publish_examples


class Command(BaseCommand):
    help = "Publie le catalogue ACTE de démonstration, s’il n’y en a pas encore."

    def handle(self, *args: Any, **options: Any) -> None:
        # A line for each of the steps of sixty texts would hide what the operator has to read.
        logging.disable(logging.INFO)
        try:
            with transaction.atomic():
                made = publish_examples()
        finally:
            logging.disable(logging.NOTSET)
        if options["verbosity"]:
            self.stdout.write(f"Catalogue ACTE\u00a0: {made} actions publiées.")
