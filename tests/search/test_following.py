"""The worker: what the log holds gets into the index, once, in order, whatever happens in between."""

from collections.abc import Callable, Iterator, Sequence

import pytest

from search import changes, index_states
from search.checking import differences
from search.documents import ListingDocument
from search.engines.elasticsearch import NAME
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.following import Follower
from search.engines.elasticsearch.rebuilding import LogRestarted
from search.index_states import AlreadyBuilding
from search.models import IndexRefusal
from search.ports import EngineFailure, WrongAnswer
from tests.search.shelf import EVERYTHING, Shelf

pytestmark = [
    pytest.mark.services,
    pytest.mark.alone,
    pytest.mark.databases,
    pytest.mark.django_db(transaction=True),
]


def agrees(engine: ElasticsearchEngine, shelf: Shelf) -> bool:
    return list(differences(engine, shelf)) == []


def test_the_first_step_makes_the_index_and_the_next_ones_follow(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="b", a2="a", a3="")
    standing = follower.drain()
    assert standing.head == changes.head() == remote.reached()
    assert remote.search(EVERYTHING).ids == (2, 1)
    shelf.put(a3="c", a1="")
    shelf.drop(2)
    assert follower.drain().index == standing.index
    assert remote.search(EVERYTHING).ids == (3,)
    assert agrees(remote, shelf)
    assert remote.stats().documents == 1


def test_a_worker_that_died_before_it_moved_the_cursor_changes_nothing_by_starting_again(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a")
    standing = follower.drain()
    shelf.put(a1="b")
    shelf.put(a1="c")
    # Written by a worker that died at once: the cursor is where it was.
    remote.indices.put(standing.index, shelf.documents([1]))
    assert remote.reached().sequence == 1
    # And an older state that arrives late, from another worker.
    taken, refused = remote.indices.put(standing.index, [shelf.document(1, 2)])
    assert (taken, refused) == (0, [])
    assert follower.drain().head.sequence == 3
    assert agrees(remote, shelf)


def test_a_number_without_an_entry_moves_the_cursor_and_makes_nothing_again(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a")
    index = follower.drain().index
    changes.take_number()
    assert follower.drain() == remote.indices.standing()
    assert remote.reached() == changes.head()
    assert remote.indices.aliased() == [index]
    shelf.put(a1="b")
    assert follower.drain().index == index
    assert agrees(remote, shelf)


def stands_right(engine: ElasticsearchEngine) -> bool:
    """As the watch of a web process sees it."""
    try:
        return engine.reached() == changes.head()
    except WrongAnswer:
        return False


def restored(remote: ElasticsearchEngine, shelf: Shelf) -> None:
    changes.new_epoch()


def of_other_rules(remote: ElasticsearchEngine, shelf: Shelf) -> None:
    shelf.rules = "others"
    del remote.rules, remote.made_by


def removed(remote: ElasticsearchEngine, shelf: Shelf) -> None:
    for name in remote.indices.aliased():
        remote.indices.remove(name)


@pytest.mark.parametrize("happens", [restored, of_other_rules, removed])
def test_an_index_of_other_data_rules_or_none_is_made_again_by_itself(
    happens: Callable[[ElasticsearchEngine, Shelf], None],
    follower: Follower,
    remote: ElasticsearchEngine,
    shelf: Shelf,
) -> None:
    shelf.put(a1="a")
    before = follower.drain().index
    happens(remote, shelf)
    assert not stands_right(remote)
    assert follower.drain().index != before
    assert stands_right(remote)
    assert agrees(remote, shelf)


def test_a_document_that_cannot_be_indexed_holds_nobody_up(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a")
    follower.drain()
    shelf.put(a2="invalid", a3="c")
    follower.drain()
    assert remote.search(EVERYTHING).ids == (1, 3)
    assert IndexRefusal.objects.values_list("listing_id", "reason").get() == (2, "ValueError")
    assert {difference.id for difference in differences(remote, shelf)} == {2}
    shelf.put(a2="b")
    follower.drain()
    assert index_states.refusals(NAME) == 0
    assert agrees(remote, shelf)


def test_after_a_swap_the_worker_goes_on_from_where_the_new_index_is(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    """What was written into the old index only is written again: also after a roll-back."""
    shelf.put(a1="a")
    old = follower.drain()
    new = remote.made_again(shelf)
    shelf.put(a1="b")
    follower.drain()
    assert remote.roll_back().index == old.index
    assert not agrees(remote, shelf)
    follower._beat = float("-inf")  # as after the time between two signs of life
    assert follower.drain().index == old.index
    assert agrees(remote, shelf)
    assert remote.roll_back().index == new.index
    assert set(remote.indices.names()) == {old.index, new.index}


class Torn(Shelf):
    """A source that fails half-way."""

    def documents(self, ids: Sequence[int] | None = None) -> Iterator[ListingDocument]:
        yield from list(super().documents(ids))[:1]
        raise LogRestarted


def test_a_rebuild_that_fails_leaves_nothing_behind(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a", a2="b")
    before = follower.drain()
    torn = Torn()
    torn.names = shelf.names
    with pytest.raises(LogRestarted):
        remote.rebuild(torn)
    assert list(remote.indices.names()) == [before.index]
    assert remote.search(EVERYTHING).total == 2
    remote.rebuild(shelf)  # nobody is held to be at it any more


def test_what_a_killed_rebuild_left_is_removed_by_the_next(
    follower: Follower, remote: ElasticsearchEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a")
    follower.drain()
    rubbish = remote.indices.create()
    remote.indices.put(rubbish, shelf.documents())
    remote.rebuild(shelf)
    assert rubbish not in remote.indices.names()
    assert remote.search(EVERYTHING).ids == (1,)


def test_two_rebuilds_at_once_are_one(remote: ElasticsearchEngine, shelf: Shelf) -> None:
    shelf.put(a1="a")
    index_states.begin_building(NAME, "somebody", 1)
    with pytest.raises(AlreadyBuilding):
        remote.rebuild(shelf)
    assert remote.indices.names() == {}
    index_states.end_building(NAME, "somebody")
    remote.rebuild(shelf)


def test_a_failure_is_recorded_told_once_and_overcome(
    follower: Follower,
    remote: ElasticsearchEngine,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shelf.put(a1="a")
    follower.drain()
    shelf.put(a1="b")
    waits: list[float] = []
    reasons: list[str] = []

    def sleep(seconds: float) -> bool:
        """The server is away for three attempts, then back."""
        waits.append(seconds)
        reasons.append(index_states.state_of(NAME).reason)
        if len(waits) == 3:
            monkeypatch.undo()
        return len(waits) > 3

    def away(*values: object) -> None:
        raise EngineFailure("le serveur est parti")

    monkeypatch.setattr(type(remote.indices), "put", away)
    follower._beat = float("-inf")
    follower.follow(sleep)
    assert reasons == ["le serveur est parti"] * 3 + [""]
    assert waits[0] < waits[2]
    told = " ".join(record.getMessage() for record in caplog.records)
    assert told.count("n’est plus tenu à jour") == told.count("de nouveau tenu à jour") == 1
    remote.indices.refresh(remote.settings.alias)
    assert agrees(remote, shelf)
