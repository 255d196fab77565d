"""Who makes the documents is registered, and its absence is said clearly."""

import pytest

from search import registry


def test_the_registered_source_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_source", None)
    source = object()
    registry.register_source(source)  # type: ignore[arg-type] # any object will do here
    assert registry.source() is source


def test_without_a_source_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_source", None)
    with pytest.raises(registry.NoDocumentSource, match="register_source"):
        registry.source()
