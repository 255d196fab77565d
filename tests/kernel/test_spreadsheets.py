"""Files of rows: opened again by what people open them with, and no cell of them runs."""

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.kernel.spreadsheets import Column, Format, guarded, written

HOSTILE = [
    "=HYPERLINK(\"https://exemple.be\";\"Cliquez\")",
    "@SUM(A1:A9)",
    "+32 81 22 33 44",
    "-1+cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\x00=1",
    "＝1+1",
    "＋1",
    "－1",
    "﹣1",
    "＠SUM(1)",
    "\u22121",
    "\u3000＝1",
    "\tun",
]  # fmt: skip
HARMLESS = [
    "Les P’tits Loups",
    "A=B",
    "3-36 mois",
    "081 22 33 44",
    "",
    "'=1",
    "1 = 1",
    "a;b",
    'dit "Zoé"',
    "é\nà",
]
COLUMNS = (
    Column("Nom", lambda row: row[0], 30),
    Column("Places", lambda row: row[1]),
    Column("Depuis le", lambda row: row[2]),
)
DAY = date(2026, 5, 4)


def rows(texts: list[str]) -> Iterator[tuple[str, int | None, date | None]]:
    for number, text in enumerate(texts):
        yield text, number or None, DAY if number else None


def read_csv(texts: list[str]) -> tuple[list[list[str]], bytes]:
    made = written(rows(texts), COLUMNS, Format.CSV, "Fiches")
    assert made.count == len(texts)
    content = made.file.read()
    made.file.close()
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")), content


def read_xlsx(texts: list[str]) -> Any:
    made = written(rows(texts), COLUMNS, Format.XLSX, "Fiches")
    assert made.count == len(texts)
    content = BytesIO(made.file.read())
    made.file.close()
    return load_workbook(content)["Fiches"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_begins_as_a_formula_is_a_text_in_csv(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_does_not_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_csv_is_what_belgian_excel_opens() -> None:
    lines, content = read_csv(["Crèche", *HOSTILE, *HARMLESS])
    assert content.startswith(b'\xef\xbb\xbf"Nom";"Places";"Depuis le"\r\n"Cr\xc3\xa8che";"";""\r\n')
    assert lines[2][1:] == ["1", "04/05/2026"]
    texts = [line[0] for line in lines[1:]]
    assert texts == ["Crèche", *(f"'{text}" for text in HOSTILE), *HARMLESS]


def test_in_xlsx_every_text_is_one_also_once_it_is_edited() -> None:
    sheet = read_xlsx(["Crèche", *HOSTILE, *HARMLESS])
    assert [cell.value for cell in sheet[1]] == ["Nom", "Places", "Depuis le"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 30
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert all(cell.quotePrefix for cell in cells[1 : len(HOSTILE) + 1])
    assert not any(cell.quotePrefix for cell in cells[len(HOSTILE) + 1 :])
    assert cells[1].value == HOSTILE[0]
    assert sheet["B3"].value == 1
    assert sheet["C3"].is_date
    assert sheet["C3"].value.date() == DAY


def test_a_row_that_fails_leaves_no_open_file() -> None:
    def failing() -> Iterator[tuple[str, int, date]]:
        yield "un", 1, DAY
        raise RuntimeError

    for each in Format:
        with pytest.raises(RuntimeError):
            written(failing(), COLUMNS, each, "Fiches")
