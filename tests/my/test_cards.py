"""Cards that are kept, and forgotten when what they show has changed."""

from datetime import date
from typing import Any

import pytest

from portal.facilities.services import update_listing
from portal.my.cards import CardShelf
from search import changes
from tests.facilities.making import ACTOR, TODAY, make_listing

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_has_not_changed_costs_one_small_query(django_assert_num_queries: Any) -> None:
    pk = make_listing().pk
    shelf = CardShelf()
    first = shelf.cards([pk], TODAY)
    with django_assert_num_queries(1):
        assert shelf.cards([pk], TODAY) == first


def test_a_change_is_in_the_next_card() -> None:
    listing = make_listing()
    shelf = CardShelf()
    assert shelf.cards([listing.pk], TODAY)[listing.pk].title == "Les Petits Pas"
    update_listing(
        actor=ACTOR,
        listing_id=listing.pk,
        today=TODAY,
        version=listing.version,
        stated={"name": "Les Grands"},
    )
    assert shelf.cards([listing.pk], TODAY)[listing.pk].title == "Les Grands"


def test_another_listings_change_keeps_the_card(django_assert_num_queries: Any) -> None:
    pk = make_listing().pk
    shelf = CardShelf()
    shelf.cards([pk], TODAY)
    make_listing(reference_number="M-2")
    with django_assert_num_queries(2):  # the head, and what has changed since
        shelf.cards([pk], TODAY)


def test_another_day_makes_other_cards() -> None:
    pk = make_listing(availability="maintenant", confirmed_on=TODAY).pk
    shelf = CardShelf()
    assert shelf.cards([pk], TODAY)[pk].freshness == "confirmé aujourd’hui"
    assert shelf.cards([pk], date(2026, 3, 3))[pk].freshness == "confirmé hier"


def test_a_restored_log_forgets_everything(django_assert_num_queries: Any) -> None:
    pk = make_listing().pk
    shelf = CardShelf()
    shelf.cards([pk], TODAY)
    changes.new_epoch()
    with django_assert_num_queries(6):  # the head, and all that a card is made of
        shelf.cards([pk], TODAY)


def test_the_order_is_kept_and_who_is_not_public_has_no_card() -> None:
    shown = [make_listing(reference_number=f"M-{n}", name=f"Lieu {n}").pk for n in range(3)]
    hidden = make_listing(reference_number="M-9", visible=False).pk
    wanted = [shown[2], hidden, shown[0], 999_999, shown[1]]
    for _ in range(2):
        assert list(CardShelf().cards(wanted, TODAY)) == [shown[2], shown[0], shown[1]]


def test_a_shelf_that_is_full_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.my.cards.MAX_KEPT", 1)
    pks = [make_listing(reference_number=f"M-{n}").pk for n in range(2)]
    shelf = CardShelf()
    shelf.cards(pks[:1], TODAY)
    shelf.cards(pks[1:], TODAY)
    assert list(shelf._cards) == pks[1:]
