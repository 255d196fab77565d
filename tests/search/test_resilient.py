"""Two engines as one, the first of which fails in every way; no server, no database, no waiting."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY

from search.changes import Head
from search.documents import SearchQuery, SearchResult
from search.engines import watch
from search.engines.breaker import REMEMBERED, TOO_MANY, Breaker
from search.engines.resilient import ResilientEngine
from search.ports import EngineFailure, Unreachable, WrongAnswer

TODAY = 738_000
QUERY = SearchQuery(today=TODAY, tokens=("soleil",))
SLOW_AFTER = 0.3
HEAD = Head("epoch", 10)


@dataclass
class Fake:
    """An engine that answers as it is told: `fails` may raise for a query."""

    name: str
    total: int = 100
    head: Head = HEAD
    fails: Callable[[SearchQuery], Exception | None] = lambda query: None
    on_search: Callable[[], object] = lambda: None
    asked: list[SearchQuery] = field(default_factory=list)

    def search(self, query: SearchQuery) -> SearchResult:
        self.asked.append(query)
        self.on_search()
        if (error := self.fails(query)) is not None:
            raise error
        return SearchResult(total=self.total, ids=())

    def reached(self) -> Head:
        if (error := self.fails(QUERY)) is not None:
            raise error
        return self.head

    def fail(self, error: Exception | None) -> None:
        self.fails = lambda query: error


@dataclass
class Clock:
    now: float = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("watch", "resilient"):
        monkeypatch.setattr(f"search.engines.{module}.time", clock)
    return clock


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Where the change log stands."""
    log = SimpleNamespace(head=HEAD)
    monkeypatch.setattr(watch, "changes", SimpleNamespace(head=lambda: log.head))
    return log


@pytest.fixture
def first() -> Fake:
    return Fake("first")


@pytest.fixture
def second() -> Fake:
    # Another total than the first's, but within what may differ: whose answer it is, is seen.
    return Fake("second", total=101)


@pytest.fixture
def both(first: Fake, second: Fake, clock: Clock, log: SimpleNamespace) -> ResilientEngine:
    return ResilientEngine(first, second, today=lambda: TODAY, slow_after=SLOW_AFTER)


def transitions(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        "opened" if "ne répond plus" in record.getMessage() else "closed"
        for record in caplog.records
        if record.name == "search.engines.breaker"
    ]


# --- Failing and answering ----------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Unreachable("x"), WrongAnswer("x"), KeyError("x"), RecursionError()])
def test_a_failure_is_answered_by_the_second_within_the_same_search(
    both: ResilientEngine, first: Fake, error: Exception
) -> None:
    assert both.search(QUERY).total == 100
    first.fail(error)
    assert both.search(QUERY).total == 101
    assert not both.breaker.is_open
    first.fail(None)
    assert both.search(QUERY).total == 100


def test_what_is_no_failure_of_the_server_is_told_in_full(
    both: ResilientEngine, first: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    first.fail(KeyError("ours"))
    both.search(QUERY)
    (told,) = [record for record in caplog.records if record.name == "search.engines.resilient"]
    assert told.exc_info is not None
    assert told.levelno == logging.ERROR


def test_a_fault_of_the_second_is_not_hidden(both: ResilientEngine, first: Fake, second: Fake) -> None:
    first.fail(Unreachable("x"))
    second.fail(KeyError("y"))
    with pytest.raises(KeyError, match="y"):
        both.search(QUERY)


def test_opens_at_the_fifth_failure_and_asks_no_more(both: ResilientEngine, first: Fake) -> None:
    first.fail(Unreachable("x"))
    for number in range(1, 20):
        assert both.search(QUERY).total == 101
        assert both.breaker.is_open == (number >= 5)
    assert len(first.asked) == 5


@given(st.lists(st.booleans(), max_size=40))
def test_opens_when_five_of_the_last_ten_failed_and_not_before(successes: list[bool]) -> None:
    breaker = Breaker("any")
    for number, success in enumerate(successes, 1):
        breaker.succeeded() if success else breaker.failed("x")
        failures = successes[max(0, number - REMEMBERED) : number].count(False)
        assert breaker.is_open == (failures >= TOO_MANY)
        if breaker.is_open:
            break


def test_a_slow_answer_is_used_and_counts(both: ResilientEngine, first: Fake, clock: Clock) -> None:
    def sleep() -> None:
        clock.now += 1.1 * SLOW_AFTER

    first.on_search = sleep
    for _ in range(5):
        assert both.search(QUERY).total == 100
    assert both.breaker.is_open
    assert both.search(QUERY).total == 101
    both.look()
    assert both.breaker.is_open
    first.on_search = lambda: None
    both.look()
    assert not both.breaker.is_open


def test_each_change_of_state_is_told_once_and_shown(
    both: ResilientEngine, first: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    def shown() -> float | None:
        return REGISTRY.get_sample_value("search_breaker_open")

    for _ in range(2):
        assert (shown(), both.breaker.reason) == (0, "")
        first.fail(Unreachable("connexion impossible"))
        for _ in range(20):
            both.search(QUERY)
            both.look()
        assert (shown(), both.breaker.reason) == (1, "connexion impossible")
        first.fail(None)
        for _ in range(20):
            both.look()
            both.search(QUERY)
    assert transitions(caplog) == ["opened", "closed"] * 2


def test_threads_share_one_breaker(
    both: ResilientEngine, first: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    """Searches, failures and looks at once: all are answered, and no change of state is told twice."""
    turns = count()
    # By turns it answers everything and nothing.
    first.fails = lambda query: Unreachable("x") if next(turns) // 30 % 2 else None
    answers: set[int] = set()
    deadline = time.monotonic() + 30

    def until_enough(step: Callable[[], object]) -> None:
        while len(transitions(caplog)) < 20 and time.monotonic() < deadline:
            step()

    def search() -> None:
        answers.add(both.search(QUERY).total)

    with switching_often():
        threads = [
            threading.Thread(target=until_enough, args=(step,)) for step in (search,) * 8 + (both.look,)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {100, 101}
    told = transitions(caplog)
    assert len(told) >= 20
    assert told == (["opened", "closed"] * len(told))[: len(told)]


@contextmanager
def switching_often() -> Iterator[None]:
    """Let threads be interrupted anywhere."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)


# --- What the watch sees ------------------------------------------------------------------------------


def test_the_watch_opens_without_any_search(both: ResilientEngine, first: Fake) -> None:
    first.fail(Unreachable("x"))
    for number in range(1, 6):
        both.look()
        assert both.breaker.is_open == (number == 5)


def test_now_and_then_a_failed_look_opens_nothing(both: ResilientEngine, first: Fake) -> None:
    for _ in range(30):
        first.fail(Unreachable("x"))
        both.look()
        first.fail(None)
        both.look()
        both.look()
    assert not both.breaker.is_open


@pytest.mark.parametrize("head", [Head("another", 10), Head("epoch", 11)])
def test_another_log_trips(both: ResilientEngine, first: Fake, head: Head) -> None:
    first.head = head
    both.look()
    assert both.breaker.reason == "l’index suit un autre journal"
    first.head = HEAD
    both.look()
    assert not both.breaker.is_open


def test_a_wrong_answer_to_the_watch_trips(both: ResilientEngine, first: Fake) -> None:
    first.fail(WrongAnswer("l’index vient d’autres règles que les nôtres"))
    both.look()
    assert both.breaker.reason == "l’index vient d’autres règles que les nôtres"


def test_an_index_that_stays_behind_trips(
    both: ResilientEngine, first: Fake, clock: Clock, log: SimpleNamespace
) -> None:
    log.head = Head("epoch", 12)
    both.look()
    clock.now += watch.LATEST_SECONDS - 1
    both.look()
    assert not both.breaker.is_open
    clock.now += 2
    both.look()
    assert both.breaker.reason == "l’index est en retard"
    first.head = log.head
    both.look()
    assert not both.breaker.is_open


def test_an_index_that_follows_close_behind_is_never_late(
    both: ResilientEngine, first: Fake, clock: Clock, log: SimpleNamespace
) -> None:
    for sequence in range(11, 100):
        first.head, log.head = Head("epoch", sequence - 1), Head("epoch", sequence)
        both.look()
        clock.now += watch.LATEST_SECONDS / 2
        assert not both.breaker.is_open


@pytest.mark.parametrize(("total", "wrong"), [(99, True), (103, True), (100, False), (102, False)])
def test_a_wrong_number_of_documents_trips_when_it_stays(
    both: ResilientEngine, first: Fake, total: int, wrong: bool
) -> None:
    first.total = total
    both.look()
    assert not both.breaker.is_open
    both.look()
    assert both.breaker.is_open is wrong
    first.total = 101
    both.look()
    assert not both.breaker.is_open


def test_an_engine_that_comes_back_with_half_of_its_documents_is_not_asked(
    both: ResilientEngine, first: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    first.fail(Unreachable("x"))
    for _ in range(5):
        both.look()
    first.fail(None)
    first.total = 50
    for _ in range(3):
        both.look()
        assert both.breaker.is_open
    first.total = 101
    both.look()
    assert transitions(caplog) == ["opened", "closed"]


# --- What failed is asked again -----------------------------------------------------------------------


def failing_at(query: SearchQuery) -> Callable[[SearchQuery], EngineFailure | None]:
    return lambda asked: WrongAnswer("un décompte est incomplet") if asked.tokens == query.tokens else None


def test_what_answers_the_watch_but_not_parents_stays_open(
    both: ResilientEngine, first: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    first.fails = failing_at(QUERY)
    first.reached = lambda: first.head
    for _ in range(5):
        both.search(QUERY)
    for _ in range(10):
        both.look()
    assert both.breaker.is_open
    assert transitions(caplog) == ["opened"]
    first.fail(None)
    both.look()
    assert not both.breaker.is_open
    assert first.asked[-1].tokens == QUERY.tokens
    asked = len(first.asked)
    both.look()
    assert len(first.asked) == asked + 1  # what was answered is forgotten


def test_with_few_searches_the_watch_finds_out_by_asking_again(both: ResilientEngine, first: Fake) -> None:
    first.fails = failing_at(QUERY)
    first.reached = lambda: first.head
    both.search(QUERY)
    for _ in range(4):
        assert not both.breaker.is_open
        both.look()
    assert both.breaker.is_open


def test_what_can_never_be_answered_is_forgotten(both: ResilientEngine, first: Fake, clock: Clock) -> None:
    first.fails = failing_at(QUERY)
    first.reached = lambda: first.head
    for _ in range(5):
        both.search(QUERY)
    clock.now += watch.ASKED_AGAIN_SECONDS - 1
    both.look()
    assert both.breaker.is_open
    clock.now += 2
    both.look()
    assert not both.breaker.is_open


def test_it_is_asked_again_of_the_present_day(
    first: Fake, second: Fake, clock: Clock, log: SimpleNamespace
) -> None:
    both = ResilientEngine(first, second, today=lambda: TODAY + 1, slow_after=SLOW_AFTER)
    first.fail(Unreachable("x"))
    both.search(QUERY)
    first.fail(None)
    both.look()
    assert {query.today for query in first.asked[1:]} == {TODAY + 1}


# --- The thread of the watch --------------------------------------------------------------------------


@pytest.fixture
def watched(
    first: Fake, second: Fake, log: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> ResilientEngine:
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.005)
    return ResilientEngine(first, second, today=lambda: TODAY, slow_after=30)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_the_watch_survives_everything_and_tells_it_once(
    watched: ResilientEngine, first: Fake, second: Fake, caplog: pytest.LogCaptureFixture
) -> None:
    second.fail(OSError("disk"))
    watched.start()
    wait_for(lambda: len(second.asked) > 5)
    second.fail(None)
    first.fail(KeyError("ours"))
    asked = len(second.asked)
    wait_for(lambda: len(second.asked) > asked + 5)
    first.fail(Unreachable("x"))
    wait_for(lambda: watched.breaker.is_open)
    first.fail(None)
    wait_for(lambda: not watched.breaker.is_open)
    watched.stop()
    told = [
        (r.levelno, r.exc_info and r.exc_info[0]) for r in caplog.records if r.name == "search.engines.watch"
    ]
    assert told == [(logging.ERROR, OSError), (logging.ERROR, KeyError), (logging.WARNING, None)]


def test_the_watch_ends_when_it_is_told_to(watched: ResilientEngine, first: Fake) -> None:
    watched.start()
    wait_for(lambda: len(first.asked) > 1)
    watched.stop()
    asked = len(first.asked)
    time.sleep(0.05)
    assert len(first.asked) == asked
