"""`manage.py demo_data`: fictitious facilities for demonstrations, development and measurements."""

from argparse import ArgumentParser
from collections.abc import Iterable
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.facilities.demo import generator
from portal.facilities.models import Facility, Listing, Organiser
from portal.facilities.services import (
    open_in_chunks,
    register_organisers,
    remove_in_chunks,
)
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from search.gazetteer import GazetteerEmpty

ACTOR = SystemActor("données de démonstration")


class Command(BaseCommand):
    help = "Crée quelques milliers de lieux d’accueil fictifs (sans effet s’ils existent déjà)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="efface les lieux fictifs, puis les recrée")
        parser.add_argument(
            "--if-empty", action="store_true", help="ne fait rien dès que la base contient un lieu"
        )
        parser.add_argument(
            "--share", type=float, default=1.0, help="part des lieux à créer, de 0 à 1 (défaut\u00a0: 1)"
        )

    def handle(self, *args: Any, reset: bool, if_empty: bool, share: float, **options: Any) -> None:
        if not 0 < share <= 1:
            raise CommandError("--share est un nombre plus grand que 0, et 1 au plus.")
        if if_empty and Facility.objects.exists():
            self.stdout.write("La base contient déjà des lieux\u00a0: rien à faire.")
            return
        if reset:
            self._remove()
        elif self._demo().exists():
            self.stdout.write(
                f"Les données de démonstration existent déjà ({self._demo().count()} lieux)\u00a0: rien "
                "à faire. Pour les recréer\u00a0: --reset."
            )
            return
        self._create(share)

    @staticmethod
    def _demo() -> Any:
        return Listing.objects.filter(
            facility__reference_number__startswith=generator.REFERENCE_PREFIX
        ).order_by("pk")

    def _remove(self) -> None:
        ids = list(self._demo().values_list("pk", flat=True))
        for done in remove_in_chunks(actor=ACTOR, listing_ids=ids):
            self._progress("effacés", done, len(ids))

    def _create(self, share: float) -> None:
        started = monotonic()
        plans = generator.plans(share)
        organisers = self._organisers(dict.fromkeys(plan.organiser for plan in plans))
        today = clock.today()
        opened = 0
        try:
            drafts = generator.drafts(plans, organisers, today)
            for ids in open_in_chunks(actor=ACTOR, today=today, drafts=drafts):
                opened += len(ids)
                self._progress("créés", opened, len(plans))
        except GazetteerEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{opened} lieux fictifs en {monotonic() - started:.0f} s.")

    @staticmethod
    def _organisers(names: Iterable[str]) -> dict[str, int]:
        """Those that an earlier run left, and new ones."""
        wanted = list(names)
        known = dict(Organiser.objects.filter(name__in=wanted).order_by("pk").values_list("name", "pk"))
        missing = [name for name in wanted if name not in known]
        return known | register_organisers(actor=ACTOR, names=missing)

    def _progress(self, what: str, done: int, total: int) -> None:
        self.stdout.write(f"  {done} / {total} lieux {what}")
        self.stdout.flush()
