"""Files that people send, good and hostile."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Dictionary, Name
from PIL import Image

# Where a telephone says that the picture was taken.
_PLACE = "Sentier du Canari"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(pages: int = 1, change: Callable[[Any], None] | None = None, **saving: Any) -> bytes:
    """Blank pages; `change` makes of the document what it likes, `saving` says how it is written."""
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if change is not None:
            change(document)
        written = BytesIO()
        document.save(written, **saving)
    return written.getvalue()


def with_action(**action: Any) -> bytes:
    """A PDF that does something as it is opened."""

    def change(document: Any) -> None:
        document.Root.OpenAction = document.make_indirect(Dictionary(**action))

    return pdf(change=change)


def with_attachment(name: str = "mal.exe", content: bytes = b"MZ") -> bytes:
    def change(document: Any) -> None:
        document.attachments[name] = content

    return pdf(change=change)


def with_stream(content: bytes) -> bytes:
    """A PDF whose page says something."""

    def change(document: Any) -> None:
        document.pages[0].Contents = document.make_stream(content)

    return pdf(change=change, compress_streams=False)


PDF = pdf()


def image(form: str = "JPEG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **more: object) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "white" if mode != "RGBA" else (1, 2, 3, 4)).save(written, form, **more)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A JPEG on its side, whose EXIF tells more than the picture."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, _PLACE
    return image(exif=exif)


def chunk(kind: bytes, data: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(width: int, height: int) -> bytes:
    """A few kilobytes that say they are so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF whose list of objects unpacks to so much."""
    packed = zlib.compress(zlib.compress(b" " * (megabytes * 1024 * 1024), 9), 9)
    head = b"%PDF-1.5\n"
    inside = (
        b"<</Type/ObjStm/N 1/First 5/Filter[/FlateDecode/FlateDecode]/Length " + str(len(packed)).encode()
    )
    body = head + b"5 0 obj" + inside + b">>stream\n" + packed + b"\nendstream endobj\n"
    rows = [(0, 0, 255), (2, 5, 0), (2, 5, 1), (2, 5, 2)]
    table = b"".join(struct.pack(">BIB", kind, where, extra) for kind, where, extra in rows)
    table += struct.pack(">BIB", 1, len(body), 0) + struct.pack(">BIB", 1, len(head), 0)
    at = len(body)
    body += (
        b"4 0 obj<</Type/XRef/Size 6/W[1 4 1]/Root 1 0 R/Length "
        + str(len(table)).encode()
        + b">>stream\n"
        + table
        + b"\nendstream endobj\nstartxref\n"
        + str(at).encode()
        + b"\n%%EOF\n"
    )
    return body


def archive(name: str = "mal.exe", content: bytes = b"MZ") -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr(name, content)
    return written.getvalue()


def sent(name: str, content: bytes, media_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def link(**entries: Any) -> Callable[[Any], None]:
    """A page with an annotation."""

    def change(document: Any) -> None:
        document.pages[0].Annots = document.make_indirect([Dictionary(Type=Name.Annot, **entries)])

    return change
