"""What goes into the search and what comes out: frozen dataclasses of integers, dates and keywords.

Both engines, the oracle and the pages share these. Vocabulary of the contract:

* a *day* is an integer, `date.toordinal()`; a `DayRange` is closed on both sides;
* a *minute of the week* counts from Monday 00:00 (0) to Sunday 24:00 (10 080); a `MinuteRange` is half-open;
* a *position* is a pair of signed 32-bit integers, as `search.geo` makes them from degrees.

A document holds dates, never states that pass with time: what is "now", "stale" or "in force" is decided
by the query's `today`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

# Interval ends for "since always" and "for ever": fit any day, and 32 bits.
DAY_MIN = 0
DAY_MAX = 3_652_059  # date.max.toordinal()

MINUTES_A_DAY = 24 * 60
MAX_INTERVALS = 4
MAX_PUBLIC_INTERVALS = 2
MAX_RESULTS = 10_000  # offset + size
MAX_CELLS = 1_024


class Sector(StrEnum):
    EARLY_CHILDHOOD = "petite-enfance"
    LEISURE = "temps-libre"
    SUPPORT = "accompagnement"


class KindGroup(StrEnum):
    CRECHES = "creches"
    CHILDMINDERS = "accueillants"


class Tariff(StrEnum):
    INCOME_BASED = "revenus"
    FREE = "libre"


class AgeBand(IntEnum):
    """Age bands in which free places may be stated; ANY is the general statement, never a band."""

    ANY = 0
    UNDER_ONE = 1
    ONE_TO_TWO = 2
    TWO_TO_THREE = 3


class Availability(StrEnum):
    """Buckets of the availability axis. They may overlap: BY_DAY is tested on the query's `day`."""

    NOW = "maintenant"
    BY_DAY = "date"
    LATER = "plus-tard"
    UNKNOWN = "inconnue"


class CapacityClass(StrEnum):
    SMALL = "petite"  # up to 8
    MEDIUM = "moyenne"  # 9 to 24
    LARGE = "grande"  # 25 and more

    @classmethod
    def of(cls, capacity: int | None) -> "CapacityClass | None":
        if capacity is None:
            return None
        return cls.SMALL if capacity <= 8 else cls.MEDIUM if capacity <= 24 else cls.LARGE


class Feature(StrEnum):
    """The three qualitative characteristics."""

    OUTINGS = "sorties"
    OUTDOOR_SPACE = "exterieur"
    REST_AREA = "repos"


class Opening(StrEnum):
    """Openings out of the ordinary that parents look for."""

    EARLY = "tot"
    LATE = "tard"
    WEEKEND = "week-end"


class Order(StrEnum):
    DEFAULT = ""
    FREE_FIRST = "libres"
    NEAREST = "distance"
    FRESHEST = "fraicheur"
    NAME = "nom"


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `first` to `last`, both included (ordinals)."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class MinuteRange:
    """Minutes of the week from `start` (included) to `end` (excluded)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Position:
    """`lat` and `lon` as 32-bit integers (see `search.geo`)."""

    lat: int
    lon: int


@dataclass(frozen=True, slots=True)
class ListingDocument:
    """All that filters and orders use of one listing that is or will be public, and nothing else.

    `availability` maps an age band to at most `MAX_INTERVALS` disjoint closed intervals, ascending; a band
    that is absent was not stated. `opening` holds merged ranges, ascending, none over midnight.
    `public` empty means: not public (a tombstone).
    """

    id: int
    version: int
    position: Position
    public: tuple[DayRange, ...]
    name: str
    name_key: str
    name_tokens: frozenset[str] = frozenset()
    text_tokens: frozenset[str] = frozenset()  # name and public description together
    sector: Sector | None = None
    group: KindGroup | None = None
    kind: str | None = None
    tariff: Tariff | None = None
    capacity: int | None = None
    features: frozenset[Feature] = frozenset()
    opening: tuple[MinuteRange, ...] = ()
    availability: Mapping[AgeBand, tuple[DayRange, ...]] = field(default_factory=dict)
    confirmed_on: int | None = None


def refuse_invalid(document: ListingDocument) -> None:
    """ValueError for a document that breaks the contract: an engine refuses it rather than guess."""
    intervals = [(document.public, MAX_PUBLIC_INTERVALS)]
    intervals += [(days, MAX_INTERVALS) for days in document.availability.values()]
    for days, at_most in intervals:
        if len(days) > at_most:
            raise ValueError(f"listing {document.id} has {len(days)} intervals, not {at_most} at most")
    for opening in document.opening:
        midnight = opening.start - opening.start % MINUTES_A_DAY
        if not opening.start < opening.end <= midnight + MINUTES_A_DAY:
            raise ValueError(f"listing {document.id} opens over midnight, or never: {opening}")


def tombstone(listing_id: int, version: int) -> ListingDocument:
    """What an index keeps of a listing that is not public: that it is not."""
    return ListingDocument(
        id=listing_id, version=version, position=Position(0, 0), public=(), name="", name_key=""
    )


@dataclass(frozen=True, slots=True)
class Near:
    """A point to measure distances from, and a radius in metres where the answer is limited to it."""

    position: Position
    radius: int | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A view, edges included, in the integers of `search.geo`."""

    south: int
    west: int
    north: int
    east: int


@dataclass(frozen=True, slots=True)
class OpenAt:
    """Open on `weekday` (0 = Monday) from `start` to `end`, minutes of that day."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One search. Values of one exclusive axis are ORed; features and openings are ANDed; axes are ANDed."""

    today: int
    near: Near | None = None
    view: Box | None = None
    tokens: tuple[str, ...] = ()
    sectors: frozenset[Sector] = frozenset()
    groups: frozenset[KindGroup] = frozenset()
    kinds: frozenset[str] = frozenset()
    tariffs: frozenset[Tariff] = frozenset()
    availability: frozenset[Availability] = frozenset()
    day: int | None = None  # for Availability.BY_DAY, and for the order "free first"
    band: AgeBand = AgeBand.ANY
    capacity_classes: frozenset[CapacityClass] = frozenset()
    capacity_min: int | None = None
    features: frozenset[Feature] = frozenset()
    openings: frozenset[Opening] = frozenset()
    open_at: OpenAt | None = None
    order: Order = Order.DEFAULT
    offset: int = 0
    size: int = 20
    facets: bool = True
    clusters: bool = True
    # Settings that are part of the question, so that an answer can be recomputed from query and documents.
    stale_days: int = 120
    early_before: int = 7 * 60
    late_after: int = 18 * 60 + 30

    @property
    def scores_text(self) -> bool:
        """Whether listings with more of the tokens in their name come first."""
        return bool(self.tokens) and self._order_or_default is Order.DEFAULT

    @property
    def effective_order(self) -> Order:
        """The order that applies: never DEFAULT, and NEAREST only with a point to measure from."""
        order = self._order_or_default
        return Order.FREE_FIRST if order is Order.DEFAULT else order

    @property
    def _order_or_default(self) -> Order:
        return Order.DEFAULT if self.order is Order.NEAREST and self.near is None else self.order

    @property
    def page_bounds(self) -> tuple[int, int]:
        """The places from–to of the page in the whole answer; empty beyond `MAX_RESULTS`."""
        first = max(self.offset, 0)
        return first, min(first + max(self.size, 0), MAX_RESULTS)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The listings of one web-mercator tile: integer sums, minima and maxima, equal bit for bit anywhere.

    `free` of the `count` are free now (for the query's band); `first_id` is the smallest id, the listing
    itself where `count` is 1.
    """

    zoom: int
    x: int
    y: int
    count: int
    free: int
    first_id: int
    lat_sum: int
    lon_sum: int
    lat_min: int
    lat_max: int
    lon_min: int
    lon_max: int


# Axis name → value → count. Values are the enums' strings; "" counts rows without a value.
Facets = Mapping[str, Mapping[str, int]]

FACET_AXES = (
    "sector", "group", "kind", "tariff", "availability", "capacity_class", "feature", "opening",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`ids` is one page, in order; `distances` (metres, rounded down) goes with it when `near` was given."""

    total: int
    ids: tuple[int, ...]
    distances: tuple[int, ...] = ()
    facets: Facets = field(default_factory=dict)
    cluster_zoom: int = 0
    clusters: tuple[Cluster, ...] = ()
