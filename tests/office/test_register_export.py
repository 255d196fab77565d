"""The register as a file: whose rows, told in the history or not sent; and nothing runs in it."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import DatabaseError
from openpyxl import load_workbook

from portal.accounts.enums import Role
from portal.audit import services as audit
from portal.audit.models import AuditEntry
from portal.facilities.enums import FacilityKind
from portal.kernel import clock
from portal.office.register_export import COLUMNS, PURPOSE
from tests.office.conftest import MakeListing, agent_of
from tests.office.house import client_of
from tests.office.test_register import many, names
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
EXPORT = "/office/registre/export/"
HOSTILE = ['=HYPERLINK("https://exemple.be")', "@SUM(A1)", "＝1", "+Zoé", "-Zoé"]


def content(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(client: StrictClient, query: str = "") -> list[dict[str, str]]:
    got = content(client.post(f"{EXPORT}{query}", {"format": "csv"})).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(got, newline=""), delimiter=";"))


def exports() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(purpose=PURPOSE).order_by("pk"))


def test_a_file_is_the_list_with_its_filters(office: StrictClient) -> None:
    many()
    for query in ("", "?territory=namur", "?freshness=jamais&completeness=horaires", "?postcode=9999"):
        listed = names(office, f"/office/registre/{query}")
        assert [line["Nom"] for line in lines(office, query)] == listed
    answer = office.post(f"{EXPORT}?kind=creche", {"format": "xlsx"})
    assert answer["Content-Disposition"] == (
        f'attachment; filename="registre-des-fiches-{clock.today():%Y-%m-%d}.xlsx"'
    )
    assert "no-store" in answer["Cache-Control"]
    sheet = load_workbook(BytesIO(content(answer)), read_only=True)["Registre des fiches"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(column.title for column in COLUMNS)
    assert [row[1] for row in rows[1:]] == names(office, "/office/registre/?kind=creche")


def test_it_is_told_in_the_history_once_a_file(office: StrictClient) -> None:
    many(3)
    for _ in range(2):
        lines(office, "?territory=namur&completeness=horaires&postcode=5000")
    first, second = exports()
    assert first.changes == second.changes
    assert first.kind == AuditEntry.Kind.CONSULTATION
    filters = ["Territoire\u00a0: Namur", "Code postal\u00a0: 5000", "Fiche\u00a0: Heures d’ouverture"]
    assert first.changes["export_filters"] == [None, filters]
    assert first.changes["export_rows"] == [None, 1]
    assert first.changes["export_format"] == [None, "CSV"]
    assert first.changes["export_columns"] == [None, [column.title for column in COLUMNS]]
    page = office.get(f"/office/historique/inspect/{first.pk}/").content.decode()
    assert "Ce qui a été exporté" in page
    assert "Nombre de fiches" in page
    assert "(vide)" not in page.split("Ce qui a été exporté")[1]


def test_nothing_leaves_that_cannot_be_told(office: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: AuditEntry, *args: object, **kwargs: object) -> None:
        raise DatabaseError("disk full")

    many(2)
    monkeypatch.setattr(audit.AuditEntry, "save", refuse)
    office.raise_request_exception = False
    answer = office.post(EXPORT, {"format": "csv"})
    assert answer.status_code == 503
    assert "Lieu 1" not in answer.content.decode()


def test_an_agent_takes_away_their_own_rows_alone(make_listing: MakeListing) -> None:
    make_listing("Namur")
    make_listing("Liège", "M-2", postcode="4000")
    make_listing("Temps libre", "M-3", kind=FacilityKind.AFTER_SCHOOL)
    officer = client_of(agent_of(Role.CARE_OFFICER))
    assert [line["Nom"] for line in lines(officer)] == ["Namur"]
    for query in ("?territory=liege", "?commune=Liège", "?sector=temps-libre", "?postcode=4000"):
        answer = officer.post(f"{EXPORT}{query}", {"format": "csv"})
        # What is no choice of theirs leads back to the list; what is one finds nothing.
        assert answer.status_code == 303 or b"M-2" not in content(answer)
    for function in (Role.HELPDESK, Role.EDITOR, Role.ADMINISTRATOR):
        assert client_of(agent_of(function)).post(EXPORT, {"format": "csv"}).status_code == 404
    assert {entry.changes["export_rows"][1] for entry in exports()} == {0, 1}


def test_it_is_posted_as_a_format_that_there_is(office: StrictClient) -> None:
    assert office.get(EXPORT).status_code == 405
    for posted in ({}, {"format": "pdf"}, {"format": ""}):
        assert office.post(EXPORT, posted).status_code == 404
    answer = office.post(f"{EXPORT}?postcode=50&page=x", {"format": "csv"})
    assert answer.status_code == 303
    assert answer["Location"] == "/office/registre/?postcode=50&page=x"
    assert exports() == []


def test_what_people_typed_runs_nowhere(office: StrictClient, make_listing: MakeListing) -> None:
    for number, name in enumerate(HOSTILE):
        make_listing(name, f"M-{number}", phone="+32 81 22 33 44", pedagogical_project=name)
    found = lines(office)
    assert sorted(line["Nom"] for line in found) == sorted(f"'{name}" for name in HOSTILE)
    assert {line["Téléphone"] for line in found} == {"081\u00a022\u00a033\u00a044"}
    book = load_workbook(BytesIO(content(office.post(EXPORT, {"format": "xlsx"}))))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert sorted(str(row[1].value) for row in book.active.iter_rows(min_row=2)) == sorted(HOSTILE)


def test_no_column_is_private(office: StrictClient, make_listing: MakeListing) -> None:
    listing = make_listing("Les Tilleuls", address_precision="arrondie", kind=FacilityKind.CO_CHILDMINDERS)
    (line,) = lines(office)
    assert "Rue Haute" not in str(line)
    assert listing.facility.reference_number == line["Matricule"]
    for word in ("NISS", "IBAN", "courrier", "urgence", "entreprise", "compte"):
        assert not any(word.lower() in title.lower() for title in line)


def test_an_agent_exports_so_often_and_no_more(office: StrictClient, settings: Any) -> None:
    settings.LIMITS_ENABLED = True
    settings.LIMITS = settings.LIMITS | {"exports": {"each": "2/1h", "kept": "database"}}
    for _ in range(2):
        assert lines(office) == []
    assert office.post(EXPORT, {"format": "csv"}).status_code == 429
    assert len(exports()) == 2
    assert lines(client_of(agent_of(Role.WATCH_UNIT))) == []
