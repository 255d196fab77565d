"""« Mes documents »: each domain app registers the files of its own that a person may find there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A file that one may save again. `url` asks an access function; `about` says where it belongs."""

    name: str
    about: str
    about_url: str
    url: str
    size: int
    at: datetime


DocumentSource = Callable[[Actor], Iterable[OwnDocument]]
_sources: dict[str, DocumentSource] = {}


def register_documents(label: str, source: DocumentSource) -> None:
    """`label` is the title above them. Called in `AppConfig.ready()`."""
    _sources.setdefault(label, source)


def documents_of(actor: Actor) -> list[tuple[str, list[OwnDocument]]]:
    """By label, in the order of registration, the newest first; sources without any are left out."""
    found = [(label, list(source(actor))) for label, source in _sources.items()]
    return [(label, documents) for label, documents in found if documents]
