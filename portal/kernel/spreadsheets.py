"""Tables that leave the house as files: CSV as Belgian Excel opens it, and XLSX. No cell is a formula.

Rows are taken one by one and written to a file that is on disk from some size on: memory does not grow with
their number. Texts are what people typed, so one may begin as a formula does: in CSV an apostrophe goes
before it, and in XLSX the cell says itself that it is a text.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Generic, TypeVar, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

T = TypeVar("T")
Value = str | int | date | None

# How a formula begins; a minus sign proper too, which LibreOffice reads as a hyphen.
_RUNS = frozenset("=+-@\u2212")
_BREAKS = ("\t", "\r", "\n")
_IN_MEMORY = 2 * 2**20


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its title, what it tells of a row, and how many characters wide it is shown."""

    title: str
    value_of: Callable[[T], Value]
    width: int = 16


@dataclass(frozen=True, slots=True)
class Written:
    """A file that stands at its beginning, and how many rows it holds below the titles."""

    file: IO[bytes]
    count: int


def written(rows: Iterable[T], columns: Iterable[Column[T]], format: Format, title: str) -> Written:
    """All rows as a file of this format; `title` names the sheet. Whoever gets it closes it."""
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 -- the caller's to close
    write = _write_csv if format is Format.CSV else _write_xlsx
    try:
        count = write(file, rows, list(columns), title)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Written(file, count)


def guarded(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet might run it."""
    return f"'{text}" if runs(text) else text


def runs(text: str) -> bool:
    """Whether it begins as a formula, also in full-width signs and after what is not seen."""
    seen = (
        sign
        for sign in unicodedata.normalize("NFKC", text)
        if not sign.isspace() and not unicodedata.category(sign).startswith("C")
    )
    return text.startswith(_BREAKS) or next(seen, "") in _RUNS


def _write_csv(file: IO[bytes], rows: Iterable[T], columns: list[Column[T]], title: str) -> int:
    """With the mark by which Excel knows UTF-8, and semicolons, since the comma is for decimals here."""
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    # Every text quoted: also where somebody opens it by commas, a cell remains one.
    lines = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    lines.writerow([column.title for column in columns])
    count = 0
    for row in rows:
        lines.writerow([_in_csv(column.value_of(row)) for column in columns])
        count += 1
    text.detach()
    return count


def _in_csv(value: Value) -> str | int:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value


def _write_xlsx(file: IO[bytes], rows: Iterable[T], columns: list[Column[T]], title: str) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    # The titles stay while one scrolls; of a sheet that is written row by row, said before the first.
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    count = 0
    try:
        sheet.append([_in_xlsx(sheet, column.title, bold=True) for column in columns])
        for row in rows:
            sheet.append([_in_xlsx(sheet, column.value_of(row)) for column in columns])
            count += 1
    finally:
        # Also where a row fails: saving is what removes openpyxl's own file.
        book.save(file)
    return count


def _in_xlsx(sheet: Any, value: Value, *, bold: bool = False) -> Any:
    if isinstance(value, str):
        # Signs that XML has no form for.
        value = ILLEGAL_CHARACTERS_RE.sub("", value) or None
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        # openpyxl takes what begins with « = » for a formula; Excel would, once the cell is edited.
        cell.data_type = "s"
        cell.quotePrefix = runs(value)
    elif isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    if bold:
        cell.font = Font(bold=True)
    return cell
