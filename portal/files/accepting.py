"""What people may send us as a file, and what we keep of it: the one door for every upload of theirs.

A file is what its bytes say, never what its name or the browser says. Images are drawn again, so that only
pixels of theirs are kept: no position, no comment, no second file behind the picture. A PDF is looked into
and written again (`portal.files.pdf`). Other kinds are refused, archives and office files among them. What
has passed is shown to the virus scanner, where the site has one.
"""

import struct
import unicodedata
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import Protocol

from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

from portal.files.pdf import written_again
from portal.files.scanning import Verdict, verdict_on_arrival

MAX_BYTES = 10 * 1024 * 1024
# Of a photograph of today's telephones, and twice that; a scanned A4 at 600 dots an inch has 35 million.
MAX_PIXELS = 80_000_000
MAX_NAME = 100
_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {_PDF: ".pdf", _JPEG: ".jpg", _PNG: ".png"}
ANY_KIND, PICTURES, PDF_ALONE = frozenset(SUFFIXES), frozenset({_JPEG, _PNG}), frozenset({_PDF})
_KINDS = {ANY_KIND: "PDF, JPEG ou PNG", PICTURES: "JPEG ou PNG", PDF_ALONE: "PDF"}
KINDS_IN_WORDS = _KINDS[ANY_KIND]
# Of what people send most among the other kinds: how to make of it what we take.
_HEIC = (
    "est une photo au format HEIC. Envoyez-la en JPEG\u00a0: sur un iPhone, choisissez «\u00a0Le plus "
    "compatible\u00a0» dans les réglages de l’appareil photo."
)
_OFFICE = "est une archive ou un document de bureautique. Enregistrez-le en PDF."
_JPEG_QUALITY = 90
# Where the directory of a ZIP file may end: it is read from its end, whatever stands before.
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 65_557
_UNREADABLE = (
    OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip


class Upload(Protocol):
    """What Django hands to a form."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int | None = None) -> bytes: ...
    def seek(self, offset: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: `name` for people to read, ending as its kind does."""

    name: str
    media_type: str
    content: bytes = field(repr=False)
    verdict: Verdict = Verdict.UNSCANNED

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.media_type]


def in_words(kinds: Collection[str]) -> str:
    """« PDF, JPEG ou PNG »."""
    return _KINDS[frozenset(kinds)]


def browser_choice(kinds: Collection[str]) -> str:
    """What a browser offers to choose from; what is sent is looked at all the same."""
    return ",".join(sorted(kinds))


def accept(upload: Upload, *, kinds: Collection[str] = ANY_KIND, longest: int | None = None) -> Accepted:
    """The file as it is kept. `ValidationError` says in French what is wrong with it.

    `kinds`: which of ours are wanted here. `longest`: of an image, the points that its longer side keeps.
    """
    name = shown_name(upload.name or "")
    content = _received(upload, name)
    media_type = _kind_of(content)
    if media_type not in kinds:
        raise ValidationError(f"{_quoted(name)} {_what_to_do(content, kinds)}")
    if media_type == _PDF:
        kept = written_again(_checked_pdf(content, name), _quoted(name))
    else:
        kept = _drawn_again(content, name, media_type, longest)
    # As it came: what was hidden in it is gone from what is kept, and its sender should know of it.
    verdict = verdict_on_arrival(content)
    if verdict is Verdict.INFECTED:
        raise ValidationError(
            f"{_quoted(name)} contient un virus. Il n’est pas gardé\u00a0: faites contrôler votre appareil."
        )
    return Accepted(_ending(name, media_type), media_type, kept, verdict)


def _received(upload: Upload, name: str) -> bytes:
    too_heavy = ValidationError(f"{_quoted(name)} dépasse 10\u00a0Mo.")
    if (upload.size or 0) > MAX_BYTES:
        raise too_heavy
    upload.seek(0)
    # No more than that is ever held, whatever the size was said to be.
    content = upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise too_heavy
    if not content:
        raise ValidationError(f"{_quoted(name)} est vide.")
    return content


def _kind_of(content: bytes) -> str:
    """Empty where it is none of ours."""
    for start, media_type in ((b"%PDF-", _PDF), (b"\xff\xd8\xff", _JPEG), (b"\x89PNG\r\n\x1a\n", _PNG)):
        if content.startswith(start):
            return media_type
    return ""


def _what_to_do(content: bytes, kinds: Collection[str]) -> str:
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"):
        return _HEIC
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) and _PDF in kinds:
        return _OFFICE
    return f"n’est pas un fichier {in_words(kinds)}. Choisissez-en un autre."


def accept_all(uploads: Sequence[Upload], *, at_most: int) -> list[Accepted]:
    """All of them, or a `ValidationError` with a message for each one that cannot be kept."""
    if len(uploads) > at_most:
        raise ValidationError(f"{at_most}\u00a0fichiers au plus\u00a0: vous en avez choisi {len(uploads)}.")
    accepted, problems = [], []
    for upload in uploads:
        try:
            accepted.append(accept(upload))
        except ValidationError as refusal:
            problems.extend(refusal.messages)
    if problems:
        raise ValidationError(problems)
    return accepted


def shown_name(sent: str) -> str:
    """The name of a file as it may be shown: its last part, printable, in its own reading direction."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    # Categories C*: control characters, and those that turn the reading direction round.
    printable = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    printable = " ".join(printable.split()).strip(". ")
    return printable or "fichier"


def _ending(name: str, media_type: str) -> str:
    """`photo.jpg.exe` of a JPEG is `photo.jpg`: what is kept never ends as something that it is not."""
    suffix = SUFFIXES[media_type]
    stem = name
    while PurePosixPath(stem).suffix and len(PurePosixPath(stem).suffix) <= 5:
        stem = PurePosixPath(stem).stem
    return f"{stem[: MAX_NAME - len(suffix)].strip('. ') or 'fichier'}{suffix}"


def _checked_pdf(content: bytes, name: str) -> bytes:
    if b"%%EOF" not in content[-2048:] or _ZIP_END in content[-_ZIP_TAIL:]:
        raise ValidationError(
            f"{_quoted(name)} n’est pas un PDF complet. Enregistrez-le à nouveau, puis choisissez-le encore."
        )
    return content


def _drawn_again(content: bytes, name: str, media_type: str, longest: int | None) -> bytes:
    too_large = ValidationError(
        f"{_quoted(name)} est une image trop grande\u00a0: 80\u00a0millions de points au plus."
    )
    # For the whole process, and WeasyPrint says otherwise when it is imported: what is cut short is refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
            # Before a single pixel is unpacked: a few kilobytes can hold gigabytes.
            if image.width * image.height > MAX_PIXELS:
                raise too_large
            image.load()
            upright = ImageOps.exif_transpose(image)
            if longest is not None:
                upright.thumbnail((longest, longest))
            return _written(upright, media_type)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise too_large from bomb
    except _UNREADABLE as unreadable:
        raise ValidationError(
            f"{_quoted(name)} n’est pas une image lisible. Enregistrez-la à nouveau en JPEG ou en PNG."
        ) from unreadable


def _written(image: Image.Image, media_type: str) -> bytes:
    """Pixels alone, in a mode that every viewer knows."""
    written = BytesIO()
    has_alpha = "A" in image.mode or "transparency" in image.info
    if media_type == _JPEG:
        pixels = image.convert("L" if image.mode == "L" else "RGB")
        # Comments would be written again.
        pixels.info.clear()
        pixels.save(written, "JPEG", quality=_JPEG_QUALITY)
    else:
        pixels = image.convert("RGBA" if has_alpha else "L" if image.mode in ("1", "L") else "RGB")
        pixels.info.clear()
        pixels.save(written, "PNG", optimize=False)
    return written.getvalue()


def _quoted(name: str) -> str:
    return f"«\u00a0{name if len(name) <= 60 else name[:57] + '…'}\u00a0»"
