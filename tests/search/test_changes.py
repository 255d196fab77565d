"""The change log: numbers in the order of commits, nothing skipped, nothing lost."""

import contextlib

import pytest
from django.db import connection, transaction

from search import changes
from search.models import Change, ChangeCounter


class RefusedError(Exception):
    pass


def change_then_roll_back(listing_id: int) -> None:
    with contextlib.suppress(RefusedError), transaction.atomic():
        changes.append([listing_id])
        raise RefusedError


@pytest.mark.django_db
def test_entries_are_numbered_in_order_and_each_listing_once() -> None:
    assert changes.append([7, 3, 7]) == 2
    assert changes.append([3]) == 3
    assert changes.since(0) == [(1, 3), (2, 7), (3, 3)]
    assert changes.since(1, limit=1) == [(2, 7)]
    assert changes.listings_since(0) == [3, 7]
    assert changes.listings_since(2) == [3]
    assert changes.head().sequence == 3


@pytest.mark.django_db
def test_nothing_to_append_takes_no_number() -> None:
    changes.append([1])
    assert changes.append([]) == 1
    assert changes.head().sequence == 1


@pytest.mark.django_db
def test_a_listing_that_never_changed_has_version_zero() -> None:
    changes.append([5])
    changes.append([5, 6])
    assert changes.last_sequence_of([5, 6, 7]) == {5: 2, 6: 3, 7: 0}


@pytest.mark.django_db
def test_many_listings_in_one_call() -> None:
    last = changes.append(range(1, 1_202))
    assert last == 1_201
    assert len(changes.since(0, limit=5_000)) == 1_201


@pytest.mark.django_db
def test_a_new_epoch_keeps_the_numbers() -> None:
    changes.append([1, 2])
    before = changes.head()
    epoch = changes.new_epoch()
    assert changes.head() == (epoch, 2)
    assert epoch != before.epoch
    assert changes.append([1]) == 3


@pytest.mark.django_db
def test_a_number_without_an_entry_moves_the_head_and_changes_no_listing() -> None:
    epoch, _ = changes.head()
    changes.append([1, 2])
    assert changes.take_number() == changes.head() == (epoch, 3)
    assert changes.listings_since(2) == []
    assert changes.append([1]) == 4
    assert changes.since(2) == [(4, 1)]
    assert changes.last_sequence_of([1, 2]) == {1: 4, 2: 2}


@pytest.mark.django_db(transaction=True)
def test_a_number_is_never_taken_in_a_transaction_that_may_give_it_back() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        changes.take_number()
    assert changes.take_number().sequence == 1


@pytest.mark.django_db
def test_the_counter_is_made_once() -> None:
    first = changes.head()
    changes._create_counter()
    assert changes.head() == first
    assert ChangeCounter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_entry_needs_the_transaction_of_its_change() -> None:
    with pytest.raises(changes.AppendOutsideTransaction):
        changes.append([1])
    assert changes.head().sequence == 0


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_entry_and_no_gap() -> None:
    with transaction.atomic():
        changes.append([1])
    change_then_roll_back(2)
    with transaction.atomic():
        assert changes.append([3]) == 2
    assert changes.since(0) == [(1, 1), (2, 3)]
    assert not connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_savepoint_gives_its_numbers_back() -> None:
    with transaction.atomic():
        changes.append([1])
        change_then_roll_back(2)
        changes.append([3])
    assert changes.since(0) == [(1, 1), (2, 3)]


@pytest.mark.django_db
def test_the_head_costs_one_query(django_assert_num_queries) -> None:
    changes.append([1])
    with django_assert_num_queries(1):
        changes.head()
    with django_assert_num_queries(2):
        changes.append([1, 2, 3])
    assert Change.objects.count() == 4
