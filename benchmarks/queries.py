"""Random queries of each kind that a page asks, every filter axis in use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from benchmarks.places import BEGINNINGS, ENDINGS, TODAY
from search import geo
from search.analysis import tokens
from search.documents import (
    AgeBand,
    Availability,
    Box,
    CapacityClass,
    Feature,
    KindGroup,
    Near,
    OpenAt,
    Opening,
    Order,
    Position,
    SearchQuery,
    Sector,
    Tariff,
)

# The map beside the list on a laptop, in pixels of 256 a tile.
MAP_WIDTH, MAP_HEIGHT = 900, 700
KINDS_OF = {
    KindGroup.CRECHES: ("creche",),
    KindGroup.CHILDMINDERS: ("sae", "independant", "salarie", "co-accueil"),
}
QUERIES = ("radius", "view_z7", "view_z10", "view_z13", "text")


def queries(kind: str, count: int, spots: Sequence[Position], seed: int) -> list[SearchQuery]:
    """Queries of one kind around `spots`, that is where there are listings."""
    random = Random(f"{seed}/{kind}")
    return [_query(kind, random.choice(spots), random) for _ in range(count)]


def _query(kind: str, spot: Position, random: Random) -> SearchQuery:
    filtered = _filters(random)
    if kind == "radius":
        return replace(
            filtered, near=Near(spot, random.choice((1_000, 2_000, 5_000, 10_000))), order=Order.NEAREST
        )
    if kind == "text":
        words = [random.choice(ENDINGS)]
        if random.random() < 0.5:
            words.append(random.choice(BEGINNINGS))
        return replace(filtered, tokens=tokens(" ".join(words)))
    return replace(filtered, view=_view(spot, int(kind.removeprefix("view_z")), random), near=Near(spot))


def _view(spot: Position, zoom: int, random: Random) -> Box:
    """What the map shows at a zoom, a listing somewhere in the middle half of it."""
    lat, lon = geo.decode(spot)
    width = MAP_WIDTH / 256 * 360 / 2**zoom
    # Mercator stretches by 1/cos(latitude); 50.5° is the middle of the country.
    height = MAP_HEIGHT / 256 * 360 / 2**zoom * 0.636
    south = lat - height * random.uniform(0.25, 0.75)
    west = lon - width * random.uniform(0.25, 0.75)
    return geo.encode_box(south, west, south + height, west + width)


def _filters(random: Random) -> SearchQuery:
    group = random.choice(tuple(KindGroup))
    kinds = KINDS_OF[group]
    start = random.choice((8 * 60, 8 * 60 + 30, 9 * 60))
    return SearchQuery(
        today=TODAY.toordinal(),
        sectors=frozenset({Sector.EARLY_CHILDHOOD}),
        groups=frozenset({group}),
        kinds=frozenset(random.sample(kinds, random.randint(1, len(kinds)))),
        tariffs=frozenset({random.choice(tuple(Tariff))}),
        availability=frozenset(random.sample(tuple(Availability), random.randint(1, 2))),
        day=(TODAY + timedelta(days=random.randrange(1, 200))).toordinal(),
        band=random.choice((AgeBand.ANY, *AgeBand)),
        capacity_classes=frozenset(random.sample(tuple(CapacityClass), 2)),
        capacity_min=random.choice((1, 4, 5)),
        features=frozenset({random.choice(tuple(Feature))}),
        openings=frozenset({random.choice((Opening.EARLY, Opening.EARLY, Opening.LATE))}),
        open_at=OpenAt(random.randrange(5), start, random.choice((16 * 60, 17 * 60))),
        order=random.choice((Order.DEFAULT, Order.FREE_FIRST, Order.FRESHEST, Order.NAME)),
    )
