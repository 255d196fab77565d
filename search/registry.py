"""Where the portal says who makes the documents: the search imports nothing of it."""

from search.ports import DocumentSource


class NoDocumentSource(RuntimeError):  # noqa: N818 -- names what is missing
    """Nobody registered a `DocumentSource`."""


_source: DocumentSource | None = None


def register_source(source: DocumentSource) -> None:
    """Make `source` the one that documents come from. Called in `AppConfig.ready()`; the last call wins."""
    global _source
    _source = source


def source() -> DocumentSource:
    """The registered source; `NoDocumentSource` when an app that should register one is not installed."""
    if _source is None:
        raise NoDocumentSource(
            "No source of documents: the app that owns the listings calls"
            " search.registry.register_source() in its AppConfig.ready()."
        )
    return _source
