"""What parents get of an approved file: copies of their own on the public media, made of what was accepted.

The derivatives of a picture are made while its sender waits and lie beside it, private; to publish is to
copy them. Nothing lies on the public media that is not approved: `publish` is called after the approval is
committed, `unpublish` before the withdrawal is (0122). A copy appears whole, by a rename, or not at all.
"""

import secrets
import shutil
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image

WIDTHS = (480, 960, 1600)
# Below that a picture says nothing on a page.
LEAST_WIDTH = 480
_JPEG_QUALITY, _WEBP_QUALITY = 80, 76
_PASSING = ".nouveau-"


def widths_of(width: int) -> tuple[int, ...]:
    """In which widths a picture of this width is offered, ascending: never wider than it is."""
    widest = min(width, WIDTHS[-1])
    return (*(offered for offered in WIDTHS if offered < widest), widest)


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that was accepted."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
        return image.width, image.height


def derivatives_of(content: bytes) -> dict[str, bytes]:
    """By file name (`960.webp`, `960.jpg`), each width in both formats. Transparent parts become white."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
        whole = _opaque(image)
    made: dict[str, bytes] = {}
    for width in widths_of(whole.width):
        drawn = whole.resize(
            (width, max(1, round(whole.height * width / whole.width))), Image.Resampling.LANCZOS
        )
        for suffix, form, quality in (("jpg", "JPEG", _JPEG_QUALITY), ("webp", "WEBP", _WEBP_QUALITY)):
            written = BytesIO()
            drawn.save(written, form, quality=quality)
            made[f"{width}.{suffix}"] = written.getvalue()
    return made


def _opaque(image: Image.Image) -> Image.Image:
    if "A" not in image.mode:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def new_token() -> str:
    """A name that nobody guesses; another one each time that something is published."""
    return secrets.token_hex(16)


def publish(folder: str, token: str, contents: Mapping[str, bytes]) -> bool:
    """Put these files on the public media, below `folder/token/`. False where all of them are there."""
    place = _place(folder, token)
    if is_published(folder, token, contents.keys()):
        return False
    passing = place.with_name(f"{_PASSING}{token}")
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir(parents=True)
    for name, content in contents.items():
        (passing / name).write_bytes(content)
    shutil.rmtree(place, ignore_errors=True)
    passing.rename(place)
    return True


def is_published(folder: str, token: str, names: Iterable[str]) -> bool:
    """Whether all of these files are there."""
    place = _place(folder, token)
    return all((place / name).is_file() for name in names)


def unpublish(folder: str, token: str) -> None:
    """Take them away, at once. Nothing to do is no error."""
    if token:
        shutil.rmtree(_place(folder, token), ignore_errors=True)
        shutil.rmtree(_place(folder, f"{_PASSING}{token}"), ignore_errors=True)


def published_tokens(folder: str) -> set[str]:
    """What lies there now, half-made copies included."""
    root = Path(settings.MEDIA_ROOT) / folder
    return {place.name.removeprefix(_PASSING) for place in root.iterdir()} if root.is_dir() else set()


def opened(folder: str, token: str, name: str) -> BinaryIO:
    """One of the published files; `OSError` where it is not there. The names are checked by who asks."""
    return (_place(folder, token) / name).open("rb")


def _place(folder: str, token: str) -> Path:
    return Path(settings.MEDIA_ROOT) / folder / token
