"""Cards of listings, kept as long as nothing that they show has changed.

A result page asks for up to twenty cards and a map for some hundreds. What a card says changes with the
listing's entries in the change log and with the day, and with nothing else: those are the key.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from threading import Lock

from portal.facilities.access import public_listings
from portal.my.presentation import ListingCard, card
from search import changes

# About 2 kB each. Beyond, all are forgotten: rarer and simpler than to forget the oldest one by one.
MAX_KEPT = 20_000
# Ids in one look-up: below the number of parameters that any database takes.
CHUNK = 500


class CardShelf:
    """The cards that this process has made. Shared by its threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: tuple[str, date] | None = None
        self._cards: dict[int, tuple[int, ListingCard | None]] = {}

    def cards(self, ids: Iterable[int], today: date) -> dict[int, ListingCard]:
        """The cards of those of `ids` that are public on `today`, by id, in the order of `ids`.

        Two small queries where nothing has changed, and a constant number more for what has. Cards say
        nothing of distances: those depend on the search.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        # The numbers are read before the data: a card may be newer than its number, never older.
        stamp = (changes.head().epoch, today)
        versions = changes.last_sequence_of(wanted)
        kept = self._kept(stamp)
        missing = [pk for pk in wanted if pk not in kept or kept[pk][0] != versions[pk] or not versions[pk]]
        made = self._make(missing, versions, today)
        self._keep(stamp, made)
        found = {pk: made[pk][1] if pk in made else kept[pk][1] for pk in wanted}
        return {pk: shown for pk, shown in found.items() if shown is not None}

    def _make(
        self, ids: Sequence[int], versions: dict[int, int], today: date
    ) -> dict[int, tuple[int, ListingCard | None]]:
        made: dict[int, tuple[int, ListingCard | None]] = {}
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            listings = public_listings(chunk, today)
            for pk in chunk:
                made[pk] = (versions[pk], card(listings[pk], today) if pk in listings else None)
        return made

    def _kept(self, stamp: tuple[str, date]) -> dict[int, tuple[int, ListingCard | None]]:
        with self._lock:
            return self._cards if self._stamp == stamp else {}

    def _keep(self, stamp: tuple[str, date], made: dict[int, tuple[int, ListingCard | None]]) -> None:
        with self._lock:
            if self._stamp != stamp or len(self._cards) + len(made) > MAX_KEPT:
                # A new dictionary: other threads may still be reading the one that they were given.
                self._stamp, self._cards = stamp, dict(made)
            else:
                self._cards.update(made)


shelf = CardShelf()
