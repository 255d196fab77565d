"""Listings and queries from a seed, made to fall on every edge of the contract.

Few values, close together: equal positions, tile edges, days at the ends of intervals, times at the ends of
openings, nulls everywhere. `benchmarks.places` makes listings like the real ones instead.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from search import geo
from search.documents import (
    DAY_MAX,
    DAY_MIN,
    AgeBand,
    Availability,
    Box,
    CapacityClass,
    DayRange,
    Feature,
    KindGroup,
    ListingDocument,
    MinuteRange,
    Near,
    OpenAt,
    Opening,
    Order,
    Position,
    SearchQuery,
    Sector,
    Tariff,
)

TODAY = 738_000
STALE_DAYS = 120
KINDS = ("creche", "sae", "accueillante", "co-accueil", "ecole-de-devoirs", "consultation")
WORDS = ("soleil", "lune", "nid", "jardin", "petit", "crech", "namur", "ours", "1000", "ecol")
NAMES = ("abri", "abricot", "bulle", "eole", "les oursons", "zebre", "zebre 2")
MINUTES = (
    0,
    6 * 60,
    6 * 60 + 55,
    7 * 60,
    7 * 60 + 5,
    12 * 60,
    13 * 60,
    18 * 60 + 30,
    18 * 60 + 35,
    20 * 60,
    24 * 60,
)
TOWNS = ((50.8467, 4.3525), (50.4669, 4.8675), (50.6337, 5.5675), (50.4108, 4.4446), (49.6833, 5.8167))
LIMIT = 2**31

T = TypeVar("T")


class Generator:
    """A stream of documents and queries; the same seed gives the same stream."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.spots = [self._place_in_town() for _ in range(12)]

    def documents(self, count: int, first_id: int = 1, version: int = 1) -> list[ListingDocument]:
        return [self.document(first_id + i, version) for i in range(count)]

    def document(self, id_: int, version: int = 1) -> ListingDocument:
        random = self.random
        name_tokens = frozenset(random.sample(WORDS, random.randint(0, 3)))
        return ListingDocument(
            id=id_,
            version=version,
            position=self.position(),
            public=self._public(),
            name=f"Lieu {id_}",
            name_key=random.choice(NAMES),
            name_tokens=name_tokens,
            text_tokens=name_tokens | frozenset(random.sample(WORDS, random.randint(0, 5))),
            sector=random.choice((*Sector, None)),
            group=random.choice((*KindGroup, None)),
            kind=random.choice((*KINDS, None)),
            tariff=random.choice((*Tariff, None)),
            capacity=random.choice((None, 0, 1, 5, 8, 9, 14, 24, 25, 70)),
            features=frozenset(f for f in Feature if random.random() < 0.5),
            opening=self._opening(),
            availability={band: self._intervals(4) for band in AgeBand if random.random() < 0.6},
            confirmed_on=self._confirmed_on(),
        )

    def changed(self, document: ListingDocument) -> ListingDocument:
        """The next version of a listing: another document, or a tombstone."""
        version = document.version + 1
        if self.random.random() < 0.25:
            return replace(document, version=version, public=())
        return self.document(document.id, version)

    def position(self) -> Position:
        random = self.random
        kind = random.random()
        if kind < 0.25:
            return random.choice(self.spots)
        if kind < 0.4:
            return self._tile_edge()
        if kind < 0.43:
            return Position(random.choice((-LIMIT, 0, LIMIT - 1)), random.choice((-LIMIT, -1, LIMIT - 1)))
        return self._place_in_town()

    def _place_in_town(self) -> Position:
        lat, lon = self.random.choice(TOWNS)
        return geo.encode(lat + self.random.gauss(0, 0.05), lon + self.random.gauss(0, 0.08))

    def _tile_edge(self) -> Position:
        """The west edge of a tile of a middle zoom, or the last step before it."""
        spot = self._place_in_town()
        zoom = self.random.randint(6, 14)
        x, _ = geo.tile(spot, zoom)
        edge = geo.encode(50.5, x * 360 / 2**zoom - 180)
        return Position(spot.lat, edge.lon - self.random.randint(0, 1))

    def _day(self) -> int:
        return TODAY + self.random.choice((-40, -2, -1, 0, 1, 2, 30, self.random.randint(-200, 200)))

    def _confirmed_on(self) -> int | None:
        """Never, lately, on either side of going stale, or some day."""
        age = self.random.choice((None, -1, 0, 1, STALE_DAYS - 1, STALE_DAYS, STALE_DAYS + 1, 300))
        return None if age is None else TODAY - age

    def _intervals(self, at_most: int) -> tuple[DayRange, ...]:
        """Disjoint closed intervals, ascending, often touching today."""
        days = sorted({self._day() for _ in range(2 * self.random.randint(0, at_most))})
        pairs = [DayRange(days[i], days[i + 1]) for i in range(0, len(days) - 1, 2)]
        if pairs and self.random.random() < 0.4:
            pairs[-1] = DayRange(pairs[-1].first, DAY_MAX)
        if pairs and self.random.random() < 0.2:
            pairs[0] = DayRange(DAY_MIN, pairs[0].last)
        return tuple(pairs)

    def _public(self) -> tuple[DayRange, ...]:
        kind = self.random.random()
        if kind < 0.7:
            return (DayRange(DAY_MIN, DAY_MAX),)
        return self._intervals(2)

    def _opening(self) -> tuple[MinuteRange, ...]:
        if self.random.random() < 0.2:
            return ()
        ranges = []
        for weekday in range(7):
            if self.random.random() < (0.2 if weekday < 5 else 0.7):
                continue
            marks = sorted(self.random.sample(MINUTES, 2 * self.random.randint(1, 3)))
            ranges += [
                MinuteRange(weekday * 1440 + marks[i], weekday * 1440 + marks[i + 1])
                for i in range(0, len(marks), 2)
            ]
        return tuple(ranges)

    def query(self, documents: Sequence[ListingDocument]) -> SearchQuery:
        """A query in which each filter is in use now and then, near the edges of the documents."""
        random = self.random
        size = random.choice((0, 1, 3, 20, 20, 1000, 20_000))
        return SearchQuery(
            today=TODAY + random.choice((0, 0, 0, 0, -1, 1, 150)),
            near=self._near(documents),
            view=self._view(documents),
            tokens=self._tokens(),
            sectors=self._some(tuple(Sector)),
            groups=self._some(tuple(KindGroup)),
            kinds=self._some((*KINDS, "inconnu")),
            tariffs=self._some(tuple(Tariff)),
            availability=self._some(tuple(Availability), 0.3),
            day=self._day() if random.random() < 0.5 else None,
            band=random.choice((AgeBand.ANY, *AgeBand)),
            capacity_classes=self._some(tuple(CapacityClass)),
            capacity_min=random.choice((None, None, None, -5, 0, 8, 9, 25)),
            features=self._some(tuple(Feature)),
            openings=self._some(tuple(Opening)),
            open_at=self._open_at(),
            order=random.choice((Order.DEFAULT, *Order)),
            offset=random.choice((0, 0, 0, 1, 20, 500, 9_990, 10_000)),
            size=size,
            facets=random.random() < 0.8,
            clusters=random.random() < 0.8,
            stale_days=random.choice((STALE_DAYS, STALE_DAYS, 0)),
            early_before=random.choice((7 * 60, 7 * 60, 0, 7 * 60 + 5)),
            late_after=random.choice((18 * 60 + 30, 18 * 60 + 30, 24 * 60)),
        )

    def _some(self, values: tuple[T, ...], often: float = 0.2) -> frozenset[T]:
        if self.random.random() >= often:
            return frozenset()
        return frozenset(self.random.sample(values, self.random.randint(1, len(values))))

    def _anywhere(self, documents: Sequence[ListingDocument]) -> Position:
        if documents and self.random.random() < 0.6:
            return self.random.choice(documents).position
        return self._place_in_town()

    def _near(self, documents: Sequence[ListingDocument]) -> Near | None:
        random = self.random
        if random.random() < 0.5:
            return None
        here = self._anywhere(documents)
        there = geo.distance_m(here, self._anywhere(documents))
        metres = random.choice((None, None, 0, 1_000, 10_000, 60_000, int(there), int(there) + 1, 30_000_000))
        return Near(here, metres)

    def _view(self, documents: Sequence[ListingDocument]) -> Box | None:
        """Boxes whose edges run through listings, boxes of every size, the world, and the impossible."""
        random = self.random
        kind = random.random()
        if kind < 0.3:
            return None
        if kind < 0.34:
            return Box(-LIMIT, -LIMIT, LIMIT - 1, LIMIT - 1)
        a, b = self._anywhere(documents), self._anywhere(documents)
        if kind < 0.36:
            return Box(max(a.lat, b.lat), a.lon, min(a.lat, b.lat), b.lon)
        if kind < 0.7:
            return Box(min(a.lat, b.lat), min(a.lon, b.lon), max(a.lat, b.lat), max(a.lon, b.lon))
        half = 2 ** random.randint(8, 27)
        return Box(
            max(a.lat - half, -LIMIT),
            max(a.lon - half, -LIMIT),
            min(a.lat + half, LIMIT - 1),
            min(a.lon + half, LIMIT - 1),
        )

    def _tokens(self) -> tuple[str, ...]:
        if self.random.random() < 0.7:
            return ()
        return tuple(self.random.choices((*WORDS, "absent"), k=self.random.randint(1, 3)))

    def _open_at(self) -> OpenAt | None:
        if self.random.random() < 0.85:
            return None
        start, end = sorted(self.random.sample(MINUTES, 2))
        return OpenAt(self.random.randrange(7), start, end)
