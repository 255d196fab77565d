"""`manage.py import_facilities FILE --report REPORT.json`: takes in a list of facilities kept elsewhere."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.facilities.imports.importing import Report, import_list
from portal.facilities.imports.reading import BadFile, read
from portal.kernel import clock
from search.gazetteer import GazetteerEmpty


class Command(BaseCommand):
    help = "Importe une liste de lieux d’accueil (CSV). Relancée, la même liste ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier CSV")
        parser.add_argument(
            "--report", type=Path, help="où écrire le compte rendu (JSON) de chaque ligne du fichier"
        )

    def handle(self, *args: Any, file: Path, report: Path | None, **options: Any) -> None:
        if report is not None and not report.parent.is_dir():
            raise CommandError(f"Le dossier du compte rendu n’existe pas\u00a0: {report.parent}")
        try:
            done = self._import(file)
        except (BadFile, GazetteerEmpty) as error:
            raise CommandError(f"{file.name}\u00a0: {error}") from error
        result = done.as_json()
        if report is not None:
            report.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self._summary(done, report)

    def _import(self, file: Path) -> Report:
        raw = read(file)
        for done in import_list(raw, file.name, clock.today()):
            if len(done.rows) % 500 == 0:
                self.stdout.write(f"  {len(done.rows)} / {len(raw.rows)} lignes")
        return done

    def _summary(self, done: Report, report: Path | None) -> None:
        counts, changes = done.counts, done.changes
        self.stdout.write(
            f"{counts['rows']} lignes\u00a0: {counts['accepted']} acceptées, {counts['flagged']} à vérifier, "
            f"{counts['refused']} refusées."
        )
        self.stdout.write(
            f"{changes['created']} lieux créés, {changes['updated']} modifiés, "
            f"{changes['unchanged']} inchangés."
        )
        for row in done.rows:
            if row.status != "accepted":
                verdict = "refusée" if row.status == "refused" else "à vérifier"
                self.stdout.write(
                    f"  ligne {row.line} ({row.name})\u00a0: {verdict}. {' '.join(row.reasons)}"
                )
        if report is not None:
            self.stdout.write(f"Compte rendu\u00a0: {report}")
