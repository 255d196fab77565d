"""The columnar engine in one process: in transactions, after faults; and how `differences` finds them."""

import contextlib
import errno
import logging
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from search import changes
from search.checking import Problem, differences
from search.engines.columnar.directories import Directories
from search.engines.columnar.engine import ColumnarEngine
from search.models import Change, ChangeCounter
from tests.search.shelf import EVERYTHING, Shelf


class RefusedError(Exception):
    pass


def versions(engine: ColumnarEngine) -> dict[int, int]:
    return {id_: content.version for id_, content in engine.contents().items()}


@pytest.fixture
def engine(shelf: Shelf, tmp_path: Path) -> ColumnarEngine:
    return ColumnarEngine(root=tmp_path / "search", source=lambda: shelf, merge_after=100)


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept(engine: ColumnarEngine, shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(a1="a")
    with contextlib.suppress(RefusedError), transaction.atomic():
        shelf.put(a2="b")
        assert engine.search(EVERYTHING).ids == (1, 2)
        raise RefusedError
    del shelf.names[2]
    # The number that was given back is used again, for another listing.
    shelf.put(a3="c")
    assert engine.search(EVERYTHING).ids == (1, 3)
    assert not (tmp_path / "search").exists()


@pytest.mark.django_db
def test_an_index_is_never_made_of_what_may_be_rolled_back(engine: ColumnarEngine, shelf: Shelf) -> None:
    with pytest.raises(TransactionManagementError):
        engine.rebuild(shelf)
    with pytest.raises(TransactionManagementError):
        engine.index([])


@pytest.mark.django_db(transaction=True)
def test_a_change_in_a_transaction_of_the_caller_is_seen_by_the_caller(
    engine: ColumnarEngine, shelf: Shelf
) -> None:
    shelf.put(a1="a")
    assert engine.search(EVERYTHING).ids == (1,)
    with contextlib.suppress(RefusedError), transaction.atomic():
        shelf.put(a2="b")
        assert engine.search(EVERYTHING).ids == (1, 2)
        del shelf.names[2]
        raise RefusedError
    assert engine.search(EVERYTHING).ids == (1,)
    assert list(differences(engine, shelf)) == []


@pytest.mark.django_db(transaction=True)
def test_a_log_that_went_back_is_followed_from_the_start(engine: ColumnarEngine, shelf: Shelf) -> None:
    shelf.put(a1="a", a2="b")
    shelf.put(a3="c")
    assert engine.search(EVERYTHING).total == 3
    Change.objects.filter(sequence=3).delete()
    ChangeCounter.objects.update(last_sequence=2)
    del shelf.names[3]
    assert engine.search(EVERYTHING).ids == (1, 2)
    assert engine.stats().sequence == 2


@pytest.mark.django_db(transaction=True)
def test_searches_are_answered_when_the_disk_is_full(
    engine: ColumnarEngine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*args: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Directories, "write", full)
    shelf.put(a1="a")
    with caplog.at_level(logging.ERROR, "search"):
        assert engine.search(EVERYTHING).ids == (1,)
    assert "en mémoire" in caplog.text
    shelf.put(a2="b")
    assert engine.search(EVERYTHING).ids == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_documents_taken_in_by_hand_never_go_back(engine: ColumnarEngine, shelf: Shelf) -> None:
    shelf.put(a1="b", a2="c")
    newer = replace(shelf.document(1, 7), name_key="z")
    assert engine.index([newer, replace(shelf.document(2, 1), name_key="a")]) == 1
    assert engine.search(EVERYTHING).ids == (2, 1)
    assert versions(engine) == {1: 7, 2: 2}


@pytest.mark.django_db(transaction=True)
def test_every_kind_of_difference_is_found(engine: ColumnarEngine, shelf: Shelf) -> None:
    shelf.put(a1="a", a2="b", a3="c", a4="", a5="e")
    assert engine.stats().documents == 4
    assert engine.stats().tombstones == 1
    assert list(differences(engine, shelf)) == []
    # Four changes that nobody told the log about, and one entry lost from it.
    shelf.names |= {1: "other", 6: "new"}
    del shelf.names[2]
    Change.objects.filter(listing_id=5).delete()
    found = {(difference.id, difference.problem) for difference in differences(engine, shelf)}
    assert found == {
        (1, Problem.CONTENT),
        (2, Problem.SUPERFLUOUS),
        (5, Problem.VERSION),
        (6, Problem.MISSING),
    }


@pytest.mark.django_db(transaction=True)
def test_a_listing_that_is_gone_leaves_the_answers(engine: ColumnarEngine, shelf: Shelf) -> None:
    shelf.put(a1="a", a2="b")
    assert engine.search(EVERYTHING).total == 2
    with transaction.atomic():
        del shelf.names[1]
        changes.append([1])
    assert engine.search(EVERYTHING).ids == (2,)
    assert versions(engine) == {2: 2}
    assert list(differences(engine, shelf)) == []
