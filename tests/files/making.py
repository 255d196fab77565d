"""Files that people send, good and hostile."""

import struct
import zipfile
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# Where a telephone says that the picture was taken.
_PLACE = "Sentier du Canari"


def image(form: str = "JPEG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **more: object) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "white" if mode != "RGBA" else (1, 2, 3, 4)).save(written, form, **more)
    return written.getvalue()


def photo_with_place() -> bytes:
    """A JPEG on its side, whose EXIF tells more than the picture."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, _PLACE
    return image(exif=exif)


def png_bomb(width: int, height: int) -> bytes:
    """A few kilobytes that say they are so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9000))
        + chunk(b"IEND", b"")
    )


def archive() -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("mal.exe", b"MZ")
    return written.getvalue()


def sent(name: str, content: bytes, media_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)
