"""The texts of ACTE on paper: a PDF/UA of each, made once for what it says, kept beside the published media.

WeasyPrint needs libraries of the system that a machine may lack: it is imported where a document is made, and
nothing of it is offered where it cannot be.
"""

import ctypes
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Info
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import render_to_string

# What WeasyPrint opens, by the names that Linux knows them by.
_LIBRARIES = (
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0", "libfontconfig.so.1",
)  # fmt: skip
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
_STYLES = ("css/tokens.css", "css/paper.css")
# Of an address within a document: one of our static files, and nothing else.
_OURS = "static:"


@dataclass(frozen=True)
class Paper:
    """A text that is published, with the template that sets it on paper. `name`: of its file."""

    name: str
    template: str
    context: dict[str, Any] = field(hash=False)

    @property
    def html(self) -> str:
        """All of it, as it is set."""
        return render_to_string(self.template, self.context)


@lru_cache(maxsize=1)
def is_possible() -> bool:
    """Whether this machine has the libraries with which documents are made."""
    try:
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def kept(paper: Paper) -> Path | None:
    """The document that says exactly this, where it has been made."""
    path = _path(paper, paper.html)
    return path if path.is_file() else None


def made(paper: Paper) -> Path:
    """The document, made now unless it is there, one at a time; those of earlier texts are deleted."""
    html = paper.html
    path = _path(paper, html)
    with _one_at_a_time(path.parent):
        if not path.is_file():
            new = path.with_suffix(".new")
            new.write_bytes(_written(html))
            new.replace(path)
            for earlier in path.parent.glob(f"{paper.name}-*.pdf"):
                if earlier != path:
                    earlier.unlink(missing_ok=True)
    return path


def _path(paper: Paper, html: str) -> Path:
    """Named by all that it is made of: a text that has changed, or a new style, has another."""
    made_of = [version("weasyprint"), html, *_styles()]
    digest = sha256("\0".join(made_of).encode()).hexdigest()[:20]
    return Path(settings.MEDIA_ROOT) / "acte" / f"{paper.name}-{digest}.pdf"


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@lru_cache(maxsize=1)
def _styles() -> tuple[str, ...]:
    return tuple(_static_file(name).read_text(encoding="utf-8") for name in _STYLES)


def _static_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


def _written(html: str) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _fetcher()
    try:
        styles = [CSS(string=text, url_fetcher=fetcher) for text in _styles()]
        document = HTML(string=html, base_url=None, url_fetcher=fetcher)
        written: bytes = document.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", pdf_tags=True)
    except FatalURLFetchingError as refusal:
        # WeasyPrint's is no `Exception`, and would end the process.
        raise ValueError(str(refusal)) from refusal
    return written


def _fetcher() -> Any:
    """What a document may name: our static files. No address of the network, and no file of the machine."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFilesAlone(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(_OURS)
            try:
                path = finders.find(name) if name != url else None
            except SuspiciousFileOperation:
                path = None
            if not isinstance(path, str):
                raise FatalURLFetchingError(f"{url}: not a static file of ours")
            kind = {"Content-Type": "image/svg+xml" if name.endswith(".svg") else "application/octet-stream"}
            return URLFetcherResponse(url, Path(path).read_bytes(), kind)

    return OurFilesAlone()


def check_libraries(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Told by `manage.py check`: without them the website does all but offer documents."""
    if is_possible():
        return []
    return [
        Info(
            "Les documents ACTE ne sont pas proposés en PDF\u00a0: des bibliothèques manquent.",
            hint=f"Sur Debian\u00a0: apt-get install {PACKAGES}",
            id="catalogue.I001",
        )
    ]
