"""Looks into one PDF: a program of its own, with little memory and time, that may die of what it reads.

`python pdf_look.py MOST_PAGES` reads a PDF from its input and writes it again to its output: what every
viewer finds is then what was looked at here, and nothing that no page needs is left. Exit codes: `Found`.
"""

import contextlib
import resource
import sys
from collections.abc import Iterator
from enum import IntEnum
from io import BytesIO
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
PROCESSOR_SECONDS = 10
_DEEPEST = 50
_MOST_VALUES = 2_000_000
# Names whose mere presence is enough: programs, files within the file, forms that are programs.
_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_ACTIONS = frozenset(
    {
        "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie",
        "/Sound", "/RichMediaExecute",
    }
)  # fmt: skip
_ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_FILE_KEYS = frozenset({"/EmbeddedFiles", "/EF"})


class Found(IntEnum):
    """What the program says by its exit code."""

    HARMLESS = 0
    UNREADABLE = 10
    LOCKED = 11
    ACTIVE = 12
    HOLDS_FILES = 13
    TOO_MANY_PAGES = 14


def main() -> int:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        # Some systems know no limit of memory; time is limited from outside, too.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    try:
        found, written = look(sys.stdin.buffer.read(), int(sys.argv[1]))
    except MemoryError:
        return Found.UNREADABLE
    sys.stdout.buffer.write(written)
    return found


def look(content: bytes, most_pages: int) -> tuple[Found, bytes]:
    """What it is, and, where it is harmless, the same pages written again."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if not len(pdf.pages) > 0:
                return Found.UNREADABLE, b""
            if len(pdf.pages) > most_pages:
                return Found.TOO_MANY_PAGES, b""
            for key, value in _values(pdf):
                if (refused := _judged(key, value)) is not None:
                    return refused, b""
            return Found.HARMLESS, _written(pdf)
    except pikepdf.PasswordError:
        return Found.LOCKED, b""
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return Found.UNREADABLE, b""


def _values(pdf: Any) -> Iterator[tuple[str, Any]]:
    """Every entry of every dictionary of the file, whether a page leads there or not."""
    import pikepdf

    seen, waiting = 0, [(value, 0) for value in (*pdf.objects, pdf.trailer)]
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_VALUES:
            raise ValueError("too deep, or too much")
        if isinstance(value, pikepdf.Array):
            inside: list[Any] = list(value)
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            entries = list(value.items())
            yield from entries
            inside = [entry for _, entry in entries]
        else:
            continue
        # What has a number of its own is among the objects anyway.
        waiting.extend(
            (one, depth + 1) for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect
        )


def _judged(key: str, value: Any) -> Found | None:
    import pikepdf

    if key in _ACTIVE_KEYS:
        return Found.ACTIVE
    if key in _FILE_KEYS:
        return Found.HOLDS_FILES
    if key in ("/S", "/Subtype") and isinstance(value, pikepdf.Name):
        if str(value) in (_ACTIONS if key == "/S" else _ACTIVE_ANNOTATIONS):
            return Found.ACTIVE
        if str(value) == "/FileAttachment":
            return Found.HOLDS_FILES
    return None


def _written(pdf: Any) -> bytes:
    """The pages again, without who made them, and with what, and where."""
    title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if title:
        pdf.docinfo["/Title"] = title
    out = BytesIO()
    pdf.save(out, encryption=False, deterministic_id=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
