"""Cards of listings, kept as long as nothing that they show has changed.

A result page asks for up to twenty cards and a map for some hundreds. What a card says changes with the
listing's entries in the change log and with the day, and with nothing else: the shelf follows both.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock

from django.db import connection

from portal.facilities.access import public_listings
from portal.facilities.presentation import ListingCard, card
from search import changes
from search.changes import Head

# About 2 kB each. Beyond, all are forgotten: rarer and simpler than to forget the oldest one by one.
MAX_KEPT = 20_000
# Ids in one look-up: below the number of parameters that any database takes.
CHUNK = 500

# A listing that is not public has no card, which is worth knowing too.
Cards = dict[int, ListingCard | None]


class CardShelf:
    """The cards that this process has made. Shared by its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._head = Head("", 0)
        self._day = date.min
        self._cards: Cards = {}

    def cards(self, ids: Iterable[int], today: date) -> dict[int, ListingCard]:
        """The cards of those of `ids` that are public on `today`, by id, in the order of `ids`.

        One small query where nothing has changed, and a constant number more for what has. Cards say
        nothing of distances: those depend on the search.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        # The head is read before the data: a card may be newer than the head, never older.
        head = changes.head()
        kept = self._kept_at(head, today)
        made = _made([pk for pk in wanted if pk not in kept], today)
        self._keep(head, today, made)
        found = {pk: made[pk] if pk in made else kept[pk] for pk in wanted}
        return {pk: shown for pk, shown in found.items() if shown is not None}

    def _kept_at(self, head: Head, today: date) -> Cards:
        # Within a transaction the log may hold what will never be committed: nothing is kept of it.
        if connection.in_atomic_block:
            return {}
        with self._lock:
            if self._day != today or self._head.epoch != head.epoch or self._head.sequence > head.sequence:
                self._cards = {}
            elif self._head.sequence < head.sequence:
                changed = set(changes.listings_since(self._head.sequence))
                # A new dictionary: other threads may still be reading the one that they were given.
                self._cards = {pk: kept for pk, kept in self._cards.items() if pk not in changed}
            self._head, self._day = head, today
            return self._cards

    def _keep(self, head: Head, today: date, made: Cards) -> None:
        """Cards are kept only if the log has not moved on while they were made."""
        if not made or connection.in_atomic_block:
            return
        with self._lock:
            if self._head == head and self._day == today:
                fits = len(self._cards) + len(made) <= MAX_KEPT
                self._cards = {**self._cards, **made} if fits else made


def _made(ids: Sequence[int], today: date) -> Cards:
    made: Cards = dict.fromkeys(ids)
    for start in range(0, len(ids), CHUNK):
        listings = public_listings(ids[start : start + CHUNK], today)
        made |= {pk: card(listing, today) for pk, listing in listings.items()}
    return made


shelf = CardShelf()
