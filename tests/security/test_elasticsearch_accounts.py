"""The account of the public site reads the alias and nothing else; the worker's does its work."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from elasticsearch import ApiError, AuthorizationException, Elasticsearch

from search.engines.elasticsearch.connection import Settings, connect
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.following import Follower
from search.ports import Unreachable
from tests.search.shelf import EVERYTHING, Shelf
from tests.services.elasticsearch import Accounts, Node, own_node, why_missing
from tests.services.parts import missing

pytestmark = [pytest.mark.services, pytest.mark.alone, pytest.mark.django_db(transaction=True)]

ROLES = Path(__file__).parents[2] / "docs/elasticsearch/roles.yml"
SECRETS = {"parents": "parents-password", "worker": "worker-password"}
ACCOUNTS = Accounts(
    roles=ROLES.read_text(),
    users={"parents": (SECRETS["parents"], "one_search"), "worker": (SECRETS["worker"], "one_index")},
)

Attempt = Callable[[Elasticsearch, str], object]
FORBIDDEN: dict[str, Attempt] = {
    "write through the alias": lambda client, index: client.index(index="one-listings", id="1", document={}),
    "remove a document": lambda client, index: client.delete(index="one-listings", id="1"),
    "remove the index": lambda client, index: client.indices.delete(index=index),
    "make an index": lambda client, index: client.indices.create(index="one-listings-mine"),
    "turn the alias": lambda client, index: client.indices.update_aliases(
        actions=[{"remove": {"index": index, "alias": "one-listings"}}]
    ),
    "read the index by its own name": lambda client, index: client.search(index=index),
    "read another index": lambda client, index: client.search(index="others"),
    "read the fields": lambda client, index: client.indices.get_mapping(index="one-listings"),
    "change settings": lambda client, index: client.indices.put_settings(
        index="one-listings", settings={"number_of_replicas": 3}
    ),
    "look at the cluster": lambda client, index: client.cluster.health(),
    "list the indices": lambda client, index: client.cat.indices(),
}


def refused(attempt: Attempt, client: Elasticsearch, index: str) -> bool:
    try:
        attempt(client, index)
    except AuthorizationException:
        return True
    return False


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    if reason := why_missing():
        missing(reason)
    with own_node({"xpack.security.enabled": "true"}, accounts=ACCOUNTS) as node:
        yield node


@pytest.fixture
def settings_of(node: Node) -> Settings:
    return Settings(
        url=node.url,
        user="parents",
        password=SECRETS["parents"],
        indexer_user="worker",
        indexer_password=SECRETS["worker"],
        search_timeout=10,
    )


def test_each_account_does_its_work_and_the_public_one_nothing_else(settings_of: Settings) -> None:
    shelf = Shelf()
    shelf.put(a1="a")
    engine = ElasticsearchEngine(settings=settings_of, source=lambda: shelf)
    follower = Follower(engine, shelf)
    follower.drain()
    engine.rebuild(shelf)
    shelf.put(a2="b")
    index = follower.drain().index
    assert engine.search(EVERYTHING).ids == (1, 2)
    assert engine.reached().sequence == 2
    public = connect(settings_of, timeout=10)
    could = [name for name, attempt in FORBIDDEN.items() if not refused(attempt, public, index)]
    assert could == []
    assert engine.search(EVERYTHING).ids == (1, 2)


def test_a_wrong_password_is_a_failure_that_says_nothing_of_it(settings_of: Settings) -> None:
    engine = ElasticsearchEngine(settings=replace(settings_of, password="guessed"), source=Shelf)
    with pytest.raises(Unreachable) as failure:
        engine.search(EVERYTHING)
    assert "401" in str(failure.value)
    assert "guessed" not in str(failure.value)
    cause = failure.value.__cause__
    assert isinstance(cause, ApiError)
    assert "guessed" not in str(cause)
