"""From a file to its raw rows, or one clear sentence on what is wrong with it."""

import csv
import hashlib
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from portal.facilities.imports import columns

_LARGEST = 50 * 1024 * 1024


class BadFile(ValueError):  # noqa: N818 -- what it is, and its French message is for the operator
    """The file cannot be read as a list of facilities."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands in the file. `line` counts from 1, the header included; `complete` is False
    where it has more or fewer fields than the header."""

    line: int
    values: dict[str, str]
    complete: bool


@dataclass(frozen=True, slots=True)
class RawList:
    """The rows of a file, its digest (SHA-256) and the encoding in which it was read."""

    rows: tuple[RawRow, ...]
    digest: str
    encoding: str


def read(path: Path) -> RawList:
    """The rows of a CSV file with a header, separated by commas or semicolons; raises `BadFile`."""
    content = _content(path)
    text, encoding = _decoded(content)
    header = text.splitlines()[0] if text.strip() else ""
    if not header.strip():
        raise BadFile("Ce fichier est vide.")
    delimiter = ";" if header.count(";") > header.count(",") else ","
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip() for name in next(lines)]
        _check_header(names)
        rows = tuple(_row(names, fields, lines.line_num) for fields in lines if any(fields))
    except csv.Error as error:
        raise BadFile(
            f"Ce fichier n’est pas un CSV lisible (ligne {lines.line_num})\u00a0: {error}."
        ) from error
    if not rows:
        raise BadFile("Ce fichier n’a qu’un en-tête, sans aucune ligne.")
    return RawList(rows, hashlib.sha256(content).hexdigest(), encoding)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise BadFile("Ce fichier dépasse 50\u00a0Mo.")
        return path.read_bytes()
    except OSError as error:
        raise BadFile(f"Ce fichier ne peut pas être ouvert\u00a0: {error.strerror}.") from error


def _decoded(content: bytes) -> tuple[str, str]:
    if not content.strip():
        raise BadFile("Ce fichier est vide.")
    if b"\0" in content or content[:4] in (b"PK\x03\x04", b"%PDF"):
        raise BadFile("Ce fichier n’est pas du texte\u00a0: un fichier CSV est attendu.")
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252"), "windows-1252"
        except UnicodeDecodeError as error:
            raise BadFile("Ce fichier n’est ni en UTF-8 ni en Windows-1252.") from error


def _check_header(names: list[str]) -> None:
    missing = sorted(columns.REQUIRED - set(names))
    if missing:
        raise BadFile(
            f"Il manque des colonnes\u00a0: {', '.join(missing)}. Est-ce bien la liste attendue\u202f?"
        )
    if len(set(names)) < len(names):
        raise BadFile("Une colonne porte deux fois le même nom.")


def _row(names: list[str], fields: list[str], line: int) -> RawRow:
    padded = [*fields, *[""] * (len(names) - len(fields))]
    values = dict(zip(names, padded, strict=False))
    if len(fields) > len(names):
        values["(en trop)"] = " | ".join(fields[len(names) :])
    return RawRow(line, values, complete=len(fields) == len(names))
