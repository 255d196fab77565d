"""Elasticsearch, with its documents in one shard and in three."""

from collections.abc import Iterable, Iterator, Sequence

import pytest

from search.documents import ListingDocument, SearchQuery, SearchResult
from search.engines.elasticsearch.connection import Settings, connect
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from tests.contract.suite import EngineContract
from tests.services.elasticsearch import Node


class ElasticsearchContract(EngineContract):
    """The loads go into one index, one after the other; what they replaced stays in it, unmerged."""

    shards = 1
    measures_otherwise = True

    @pytest.fixture(autouse=True)
    def _index(self, elasticsearch: Node) -> Iterator[None]:
        settings = Settings(
            url=elasticsearch.url, alias="contract", search_timeout=30, shards=self.shards, replicas="0"
        )
        self.indices = Indices(connect(settings, timeout=60), settings)
        self.engine = ElasticsearchEngine(settings=settings, source=_no_source)
        yield
        for name in self.indices.aliased():
            self.indices.remove(name)

    def search(
        self, loads: Sequence[Iterable[ListingDocument]], queries: Sequence[SearchQuery]
    ) -> Iterable[SearchResult]:
        index = self.indices.create()
        for load in loads:
            _, refused = self.indices.put(index, load)
            assert not refused
            self.indices.refresh(index)
        self.indices.swap(index)
        return [self.engine.search(query) for query in queries]


def _no_source() -> None:
    raise AssertionError("searching asks the database nothing")


@pytest.mark.services
@pytest.mark.alone
class TestOneShard(ElasticsearchContract):
    shards = 1


@pytest.mark.services
@pytest.mark.alone
class TestThreeShards(ElasticsearchContract):
    shards = 3
