"""How the search stands: what counts as trouble, from the words of its worker."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from search import changes, index_states
from search.changes import Head
from search.health import Building, IndexHealth, Trouble, search_health

NAME = "elasticsearch"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_servers(settings: Any) -> None:
    settings.SEARCH_ENGINE = NAME


def index(seconds_later: float = 0) -> IndexHealth:
    """As it stands so many seconds from now, if nothing happens until then."""
    found = search_health(timezone.now() + timedelta(seconds=seconds_later)).index
    assert found is not None
    return found


def change(*listing_ids: int) -> None:
    with transaction.atomic():
        changes.append(listing_ids)


def up_to_date() -> None:
    index_states.record_progress(NAME, "one-1", changes.head(), caught_up=True)


def test_columnar_has_no_index_that_somebody_keeps(settings: Any) -> None:
    settings.SEARCH_ENGINE = "columnar"
    change(1, 2)
    found = search_health()
    assert (found.engine, found.head.sequence, found.index, found.troubles) == ("columnar", 2, None, ())


def test_a_change_makes_it_late_only_after_a_while() -> None:
    up_to_date()
    change(1, 2)
    found = index(5)
    assert (found.late_entries, found.troubles) == (2, ())
    assert 5 <= (found.late_seconds or 0) < 10
    index_states.record_progress(NAME, "one-1", Head(changes.head().epoch, 1), caught_up=False)
    assert index().late_entries == 1


def test_late_is_told_while_the_worker_lives(settings: Any) -> None:
    settings.SEARCH_LATE_AFTER_SECONDS, settings.SEARCH_SILENT_AFTER_SECONDS = 10, 60
    up_to_date()
    change(1)
    assert index(9).troubles == ()
    assert index(12).troubles == (Trouble.LATE,)


def test_a_silent_worker_is_told_though_nothing_is_late(settings: Any) -> None:
    settings.SEARCH_SILENT_AFTER_SECONDS = 20
    up_to_date()
    assert index(19).troubles == ()
    found = index(3_600)
    assert (found.troubles, found.late_entries, found.late_seconds) == ((Trouble.SILENT,), 0, 0.0)


def test_a_restore_makes_everything_late() -> None:
    change(1, 2, 3)
    up_to_date()
    changes.new_epoch()
    assert index().late_entries == 3


def test_who_makes_the_index_again_is_not_silent() -> None:
    up_to_date()
    index_states.begin_building(NAME, "b", 50)
    index_states.record_building(NAME, "b", 12)
    assert (index(50).building, index(50).troubles) == (Building(12, 50), ())
    # Dead on the way, and never cleared.
    assert (index(70).building, index(70).troubles) == (None, (Trouble.SILENT,))
    index_states.end_building(NAME, "b")
    assert index().building is None


def test_a_failure_is_told_until_the_worker_goes_on() -> None:
    up_to_date()
    index_states.record_failure(NAME, "connexion impossible ou coupée")
    index_states.record_failure(NAME, "pas de réponse dans le délai")
    found = index()
    assert (found.troubles, found.failing_reason) == ((Trouble.FAILING,), "pas de réponse dans le délai")
    assert found.failing_since is not None
    up_to_date()
    assert (index().troubles, index().failing_since, index().failing_reason) == ((), None, "")


def test_refused_listings_are_counted_until_they_are_taken() -> None:
    up_to_date()
    index_states.record_refusals(NAME, [1, 2, 3], {1: "x", 3: "y"})
    assert (index().refused, index().troubles) == (2, (Trouble.REFUSED,))
    index_states.record_refusals(NAME, [1, 3], {})
    assert index().troubles == ()
