"""Taking a list in: each row opens a facility, changes one, or changes nothing; each is accounted for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from portal.facilities.imports import columns
from portal.facilities.imports.placing import Placer
from portal.facilities.imports.reading import RawList, RawRow
from portal.facilities.imports.repairs import Findings
from portal.facilities.imports.rows import Interpreted, Refused, interpret, key_of
from portal.facilities.models import ImportedRow
from portal.facilities.services import AuthorisationEffect, FacilityDraft
from portal.facilities.services.importing import RowChanges, apply_row, open_from_row, organiser_named
from portal.kernel.actors import SystemActor

ACTOR = SystemActor("import des lieux")


class Status(StrEnum):
    """What became of a row: taken as it is, taken with something to check, or not taken."""

    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What a row did to the database."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    NONE = "none"


@dataclass(slots=True)
class RowReport:
    """One row of the report. `raw` is the row as it stands in the file: nothing is lost."""

    line: int
    name: str
    status: Status
    outcome: Outcome
    listing_id: int | None
    reasons: list[str]
    repairs: list[dict[str, str]]
    raw: dict[str, str]


@dataclass(slots=True)
class Report:
    """The whole import: `counts` by status, `changes` by outcome, and every row."""

    file: str
    sha256: str
    encoding: str
    day: str
    counts: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    rows: list[RowReport] = field(default_factory=list)

    def add(self, row: RowReport) -> None:
        self.rows.append(row)

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, totals included."""
        statuses = Counter(row.status for row in self.rows)
        outcomes = Counter(row.outcome for row in self.rows)
        self.counts = {"rows": len(self.rows)} | {status: statuses[status] for status in Status}
        self.changes = {outcome: outcomes[outcome] for outcome in Outcome}
        return asdict(self)


def import_list(raw: RawList, file: str, today: date) -> Iterator[Report]:
    """Take a list in, row by row, each in a transaction of its own; yields the growing report.

    A list that stops half-way can be run again: what was taken stays as it is.
    """
    report = Report(file=file, sha256=raw.digest, encoding=raw.encoding, day=today.isoformat())
    placer = Placer()
    seen: dict[str, int] = {}
    for row in raw.rows:
        report.add(_take(row, placer, seen, today))
        yield report


def _take(row: RawRow, placer: Placer, seen: dict[str, int], today: date) -> RowReport:
    findings = Findings()
    try:
        if not row.complete:
            raise Refused("Le nombre de champs n’est pas celui de l’en-tête.")
        key = key_of(row.values)
        if key in seen:
            raise Refused(f"Même lieu qu’à la ligne {seen[key]} (même source, même nom, même adresse).")
        outcome, listing_id = _write(row, placer, findings, today)
        seen[key] = row.line
    except (Refused, ValidationError) as error:
        reasons = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _report(row, findings, Status.REFUSED, Outcome.NONE, None, reasons)
    status = Status.FLAGGED if findings.doubts else Status.ACCEPTED
    return _report(row, findings, status, outcome, listing_id, findings.doubts)


def _report(
    row: RawRow,
    findings: Findings,
    status: Status,
    outcome: Outcome,
    listing_id: int | None,
    reasons: list[str],
) -> RowReport:
    name = row.values.get(columns.NAME, "").strip()
    return RowReport(row.line, name, status, outcome, listing_id, reasons, findings.repairs, row.values)


def _write(row: RawRow, placer: Placer, findings: Findings, today: date) -> tuple[Outcome, int]:
    wanted = interpret(row.values, placer, findings)
    known = ImportedRow.objects.select_related("facility__listing").filter(key=wanted.key).first()
    if known is None:
        return Outcome.CREATED, _open(row, wanted, today)
    listing_id = known.facility.listing.pk
    if known.row == row.values:
        return Outcome.UNCHANGED, listing_id
    before = interpret(known.row, placer, Findings())
    written = apply_row(
        actor=ACTOR,
        today=today,
        listing_id=listing_id,
        row=row.values,
        changes=_changes(before, wanted),
    )
    return (Outcome.UPDATED if written else Outcome.UNCHANGED), listing_id


def _open(row: RawRow, wanted: Interpreted, today: date) -> int:
    draft = FacilityDraft(
        organiser_id=organiser_named(actor=ACTOR, name=wanted.organiser),
        kind=wanted.kind,
        reference_number=wanted.reference_number,
        address=wanted.address,
        # The list gives no date of authorisation: it vouches for the place from its own date on.
        effect=AuthorisationEffect(in_force_from=min(wanted.since or today, today)),
        stated=wanted.stated | {"visible": True},
    )
    return open_from_row(actor=ACTOR, today=today, draft=draft, key=wanted.key, row=row.values)


def _changes(before: Interpreted, after: Interpreted) -> RowChanges:
    """What the list says differently than the last time, and nothing else."""
    return RowChanges(
        stated={name: value for name, value in after.stated.items() if value != before.stated[name]},
        address=after.address if after.address != before.address else None,
        kind=after.kind if after.kind != before.kind else None,
    )
