"""Elasticsearch stopped, silent, slow, confused: every search is answered, and it comes back by itself."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from search import changes, index_states
from search.documents import SearchResult
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.answering import result_of
from search.engines.elasticsearch.asking import search_of
from search.engines.elasticsearch.connection import expected_shape
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.following import Follower
from search.ports import EngineFailure, WrongAnswer
from tests.contract.generator import Generator
from tests.search.outages import Listed, Trial, World, disk_full, index_outages, node_outages, outages, world
from tests.services.elasticsearch import Node, own_node
from tests.services.faults import FAULTS, anonymous, changed, late, refusal, said
from tests.services.faulty import Exchange, none

pytestmark = [pytest.mark.services, pytest.mark.alone, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(elasticsearch: Node, tmp_path: Path) -> Iterator[World]:
    with world(elasticsearch.port, tmp_path / "search") as place:
        yield place


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What whoever runs the site finds in the log."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


# --- Between us and the node --------------------------------------------------------------------------


def test_whatever_is_wrong_every_search_is_answered(place: World, caplog: pytest.LogCaptureFixture) -> None:
    found = list(outages(place, FAULTS))
    assert [promise for outcome in found for promise in outcome.broken_promises] == []
    # Each is told twice: once when it begins, once when it ends; nothing else is, and nothing of a page.
    lines = told(caplog)
    for name in FAULTS:
        begun, ended = f"Le moteur {name} ne répond plus", f"Le moteur {name} répond de nouveau"
        states = [line.startswith(begun) for line in lines if line.startswith((begun, ended))]
        assert states == [True, False], name
    assert len(lines) == 2 * len(FAULTS)
    assert "operator@example.org" not in caplog.text


def test_a_delay_within_the_limit_is_no_fault(place: World) -> None:
    with Trial(place, "a delay") as trial:
        trial.suffer(late(0.03))
        outcome = trial.searches()
    assert (outcome.equal, trial.first.failed, outcome.opened_after) == (outcome.searches, 0, None)
    assert outcome.p50_ms > 30


def test_what_never_said_that_it_is_elasticsearch_is_not_believed(place: World) -> None:
    with Trial(place, "known") as trial:
        trial.suffer(anonymous)
        settings = replace(place.settings, url=trial.front.url)
        with pytest.raises(WrongAnswer, match="ne vient pas d’Elasticsearch"):
            ElasticsearchEngine(settings=settings, source=lambda: place.source).search(place.queries[0])


def test_no_thread_waits_for_the_connection_of_another(place: World) -> None:
    """None is answered before the questions of all have come: a wait without a limit would be seen here."""
    together = threading.Barrier(32)

    def once_all_are_there(exchange: Exchange) -> None:
        together.wait(60)
        none(exchange)

    def search() -> None:
        found.append(engine.search(place.queries[0]))

    found: list[SearchResult] = []
    with Trial(place, "many threads") as trial:
        trial.suffer(once_all_are_there)
        settings = replace(place.settings, url=trial.front.url, search_timeout=60)
        engine = ElasticsearchEngine(settings=settings, source=lambda: place.source)
        threads = [threading.Thread(target=search) for _ in range(together.parties)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [place.answers[0]] * together.parties


def test_an_index_of_other_rules_is_not_searched(place: World) -> None:
    with Trial(place, "other rules") as trial:
        settings = replace(place.settings, url=trial.front.url)
        other = ElasticsearchEngine(settings=settings, source=lambda: Listed(rules="others"))
        trial.first.reached = other.reached
        trial.engine.look()
        assert trial.engine.breaker.reason == "l’index vient d’autres règles que les nôtres"


# --- Shapes -------------------------------------------------------------------------------------------


def test_nothing_but_a_failure_comes_of_a_damaged_answer(place: World) -> None:
    """Real answers, one value of each replaced by something else: read as an answer, or refused by name."""
    random = Random(20_261_126)
    refused = 0
    client = place.engine.indices._client
    for query in place.queries[:20]:
        found = client.search(index=place.settings.alias, body=search_of(query).to_dict()).body
        assert result_of(found, query) == place.columnar.search(query)
        for _ in range(100):
            damaged = json.loads(json.dumps(found))
            _damage(damaged, random)
            try:
                with expected_shape():
                    result_of(damaged, query)
            except EngineFailure:
                refused += 1
    assert refused > 500


def _damage(value: Any, random: Random) -> None:
    """Walk down to somewhere, and put something else there."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = random.choice(keys)
        if not isinstance(value[key], dict | list) or not value[key] or random.random() < 0.1:
            break
        value = value[key]
    if isinstance(value, dict) and random.random() < 0.2:
        del value[key]
        return
    others = (None, True, -1, 2.5, 1e400, "", "12", "x", [], [[]], {}, {"value": None}, [1, 2, 3])
    value[key] = random.choice(others)


# --- The index and the node ---------------------------------------------------------------------------


def test_an_index_that_is_gone(place: World, caplog: pytest.LogCaptureFixture) -> None:
    assert [promise for outcome in index_outages(place) for promise in outcome.broken_promises] == []
    assert sum("l’index n’existe pas" in line for line in told(caplog)) == 2


def test_a_full_disk_stops_the_writing_and_loses_nothing(
    place: World, caplog: pytest.LogCaptureFixture
) -> None:
    follower = Follower(place.engine, place.source)
    with Trial(place, "full disk") as trial:
        disk_full(place, True)
        outcome = trial.searches()
        assert (outcome.equal, trial.first.failed) == (outcome.searches, 0)
        place.source.put(Generator(8).documents(20, first_id=1_001))
        _follow(follower, lambda waits: waits == 3)
        state = index_states.state_of(NAME)
        assert state.failing_since is not None
        assert state.reason == "refus (429, cluster_block_exception)"
        # What was not written is missing: the breaker will open, for being late.
        assert place.engine.reached().sequence < changes.head().sequence
        disk_full(place, False)
        _follow(follower, lambda waits: place.engine.reached() == changes.head())
        place.engine.indices.refresh(place.settings.alias)
        assert index_states.state_of(NAME).reason == ""
        for query in place.queries:
            assert trial.first.search(query) == place.columnar.search(query)
    assert [line for line in told(caplog) if "tenu à jour" in line] == [
        "L’index Elasticsearch n’est plus tenu à jour\u00a0: refus (429, cluster_block_exception). "
        "Le travail reprendra.",
        "L’index Elasticsearch est de nouveau tenu à jour.",
    ]


def _follow(follower: Follower, enough: Callable[[int], bool]) -> None:
    """Let the worker work, without waiting, until `enough(times that it waited)`."""
    waits = count(1)
    follower.follow(lambda seconds: enough(next(waits)))


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (said({}), "la réponse n’a pas la forme attendue (KeyError)"),
        (said({"errors": False, "items": []}), "la réponse n’a pas la forme attendue (KeyError)"),
        (refusal(503, "unavailable_shards_exception"), "refus (503, unavailable_shards_exception)"),
    ],
)
def test_the_worker_outlives_whatever_it_is_told(place: World, fault: Any, reason: str) -> None:
    with Trial(place, "worker") as trial:
        engine = ElasticsearchEngine(
            settings=replace(place.settings, url=trial.front.url), source=lambda: place.source
        )
        follower = Follower(engine, place.source)
        follower.drain()
        place.source.put(Generator(8).documents(5, first_id=1_001))
        trial.suffer(fault)
        _follow(follower, lambda waits: waits == 2)
        assert index_states.state_of(NAME).reason == reason
        trial.suffer(none)
        follower.drain()
        assert engine.reached() == changes.head()


def test_documents_about_which_nothing_is_said_count_as_not_written(place: World) -> None:
    """An answer to a bulk request that leaves some of them out."""

    def shorten(body: dict[str, Any]) -> None:
        del body["items"][-1]

    with Trial(place, "bulk") as trial:
        engine = ElasticsearchEngine(
            settings=replace(place.settings, url=trial.front.url), source=lambda: place.source
        )
        trial.suffer(changed(shorten, path="/_bulk"))
        (index,) = engine.indices.aliased()
        with pytest.raises(WrongAnswer, match="sans réponse"):
            engine.indices.put(index, Generator(8).documents(5, first_id=1_001))


def test_a_node_that_stands_still_or_dies(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with own_node() as node, world(node.port, tmp_path / "search") as place:
        found = list(node_outages(place, node))
        assert [promise for outcome in found for promise in outcome.broken_promises] == []
        assert len(told(caplog)) == 4
