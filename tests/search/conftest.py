"""An Elasticsearch index of a test's own, and what writes into it."""

import secrets
from collections.abc import Iterator

import pytest

from search.engines.elasticsearch.connection import Settings
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.following import Follower
from tests.search.shelf import Shelf
from tests.services.elasticsearch import Node


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def remote(elasticsearch: Node, shelf: Shelf) -> Iterator[ElasticsearchEngine]:
    """The engine over an alias of its own, which leads nowhere yet."""
    settings = Settings(
        url=elasticsearch.url, alias=f"test-{secrets.token_hex(4)}", search_timeout=10, replicas="0"
    )
    engine = ElasticsearchEngine(settings=settings, source=lambda: shelf)
    yield engine
    for name in engine.indices.names():
        engine.indices.remove(name)


@pytest.fixture
def follower(remote: ElasticsearchEngine, shelf: Shelf) -> Follower:
    return Follower(remote, shelf)
