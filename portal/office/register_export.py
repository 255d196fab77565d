"""The register as a file, for whoever may take it away: written whole, told in the history, then sent."""

from datetime import date
from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from portal.accounts.models import User
from portal.accounts.rights import Right
from portal.audit.services import record_export
from portal.facilities.contacts import phone_in_words
from portal.facilities.register import RegisterRow, rows_of
from portal.kernel.spreadsheets import Column, Format, Written, written
from portal.limits.limiting import limited
from portal.office.pages import OfficePage, SeeOther
from portal.office.register_filters import RegisterFilterSet, register_url

PURPOSE = "export du registre des fiches"
# What the history tells of an export, beside the model's fields.
TOLD = {
    "export_format": "Format",
    "export_filters": "Filtres",
    "export_rows": "Nombre de fiches",
    "export_columns": "Colonnes",
}
# What parents may see, ONE's own number and ONE's own state: nothing that is between a person and ONE.
COLUMNS: tuple[Column[RegisterRow], ...] = (
    Column("Matricule", lambda row: row.reference_number),
    Column("Nom", lambda row: row.name, 40),
    Column("Type d’accueil", lambda row: row.kind.label, 30),
    Column("Secteur", lambda row: row.sector.label, 20),
    Column("Pouvoir organisateur", lambda row: row.organiser, 40),
    Column("Rue", lambda row: row.street, 30),
    Column("Numéro", lambda row: row.house_number, 10),
    Column("Boîte", lambda row: row.box, 10),
    Column("Code postal", lambda row: row.postcode, 12),
    Column("Localité", lambda row: row.locality, 24),
    Column("Commune", lambda row: row.commune, 24),
    Column("Territoire", lambda row: row.territory_label, 18),
    Column("Téléphone", lambda row: phone_in_words(row.phone) if row.phone else "", 18),
    Column("E-mail", lambda row: row.email, 30),
    Column("Site web", lambda row: row.website, 30),
    Column("Capacité autorisée", lambda row: row.capacity, 12),
    Column("Validité", lambda row: row.validity.label, 26),
    Column("En vigueur depuis le", lambda row: row.in_force_from, 14),
    Column("En vigueur jusqu’au", lambda row: row.in_force_until, 14),
    Column("Sur MY.ONE", lambda row: row.visibility.label, 26),
    Column("Disponibilité", lambda row: row.freshness.label, 26),
    Column("Disponibilité indiquée le", lambda row: row.confirmed_on, 14),
    Column("Fiche", lambda row: "Incomplète" if row.gaps else "Complète", 12),
    Column("Ce qui manque", lambda row: ", ".join(str(gap.label) for gap in row.gaps), 50),
)
# A file of people's names and numbers: kept by nobody on the way, and never run with our origin.
_HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


class RegisterExport(OfficePage):
    """Posted by the register with its own filters; those that are not understood lead back to it."""

    http_method_names = ["post"]
    right = Right.EXPORT_REGISTER
    filters: RegisterFilterSet

    def find(self, **ids: Any) -> None:
        self.filters = RegisterFilterSet(self.request.GET, person=self.person, right=self.right)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        posted = request.POST.get("format", "")
        if posted not in list(Format):
            raise Http404
        if not self.filters.is_valid():
            return SeeOther(register_url(request.GET.dict()))
        format, today = Format(posted), self.filters.today
        export = written(rows_of(self.filters.rows, today), COLUMNS, format, "Registre des fiches")
        try:
            self._record(format, export)
        except BaseException:
            export.file.close()
            raise
        return FileResponse(
            export.file, as_attachment=True, filename=file_name(format, today),
            content_type=format.media_type, headers=_HEADERS,
        )  # fmt: skip

    def _record(self, format: Format, export: Written) -> None:
        filters = self.filters.in_words
        record_export(
            actor=self.person,
            subject=cast(User, self.request.user),
            purpose=PURPOSE,
            told={
                "export_format": format.value.upper(),
                "export_filters": [f"{label}\u00a0: {value}" for label, value in filters.items()] or "Aucun",
                "export_rows": export.count,
                "export_columns": [column.title for column in COLUMNS],
            },
        )


def file_name(format: Format, today: date) -> str:
    """`registre-des-fiches-2026-05-04.csv`: by date where a folder sorts names."""
    return f"registre-des-fiches-{today:%Y-%m-%d}.{format}"


def whose(request: HttpRequest) -> str:
    """Each agent has an allowance of their own, wherever they work from."""
    return str(request.user.pk)


def urls() -> list[URLPattern]:
    export = limited("exports", whose)(RegisterExport.as_view())
    return [path("registre/export/", export, name="office_register_export")]
