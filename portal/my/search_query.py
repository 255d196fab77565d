"""The search page's URL ⇄ what it means.

`read()` takes any query string and gives a `SearchState`; `SearchState.query_string()` gives the one
canonical query string of that state: whole, in a fixed order, without empty values, with at most three
decimals of a position. `SearchState.search_query()` is the question put to an engine. The parameters are
documented in `docs/search.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict

from portal.facilities.enums import FacilityKind
from portal.facilities.public import public_kinds
from portal.my import search_values as values
from search import analysis
from search.documents import (
    MAX_RESULTS,
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
    SearchQuery,
    Sector,
    Tariff,
)

PAGE_SIZE = 20
LAST_PAGE = MAX_RESULTS // PAGE_SIZE
MAX_PARAMETERS = 100
MAX_TOKENS = 8
MAX_CAPACITY = 500
MIN_RADIUS_M, MAX_RADIUS_M = 100, 100_000
# Nobody announces places further ahead than this; a later date is a slip of the finger.
MAX_DAYS_AHEAD = 3 * 366
# Wallonia and Brussels (west, south, east, north): what is shown while no place was asked for.
REGION: values.Bounds = (2.8, 49.45, 6.45, 50.95)
# Opening hours are stated in steps of five minutes: a time in between is rounded outwards.
STEP = 5

PARAMETERS = (
    "q", "lat", "lon", "precision", "rayon", "bbox", "secteur", "groupe", "type", "dispo", "date", "age",
    "tarif", "jour", "de", "a", "ouverture", "capacite", "taille", "caracteristique", "texte", "tri", "page",
)  # fmt: skip
# Fields in which a person types freely.
TYPED = ("date", "jour", "de", "a", "capacite")
# The value of `precision`: what was typed was not found as such, `q` is the locality in it.
APPROXIMATE = "localite"


@dataclass(frozen=True, slots=True)
class SearchState:
    """What a URL of the search page says: typed, within bounds, nothing that has to be checked again.

    `point` is (latitude, longitude), `box` (west, south, east, north), both in degrees; `problems` maps
    the name of a parameter that a person could have typed wrong to a message in French, and `typed` those
    parameters to what was typed.
    """

    place: str = ""
    point: tuple[float, float] | None = None
    approximate: bool = False
    radius: int | None = None
    box: values.Bounds | None = None
    sectors: tuple[Sector, ...] = ()
    groups: tuple[KindGroup, ...] = ()
    kinds: tuple[FacilityKind, ...] = ()
    availability: tuple[Availability, ...] = ()
    day: date | None = None
    band: AgeBand = AgeBand.ANY
    tariffs: tuple[Tariff, ...] = ()
    open_at: OpenAt | None = None
    openings: tuple[Opening, ...] = ()
    capacity_min: int | None = None
    capacity_classes: tuple[CapacityClass, ...] = ()
    features: tuple[Feature, ...] = ()
    text: str = ""
    order: Order = Order.DEFAULT
    page: int = 1
    problems: Mapping[str, str] = field(default_factory=dict, compare=False)
    typed: Mapping[str, str] = field(default_factory=dict, compare=False)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of this state, in the order of `PARAMETERS`, none empty."""
        many: dict[str, tuple[str, ...]] = {
            "secteur": tuple(self.sectors),
            "groupe": tuple(self.groups),
            "type": tuple(kind.value for kind in self.kinds),
            "dispo": tuple(self.availability),
            "tarif": tuple(self.tariffs),
            "ouverture": tuple(self.openings),
            "taille": tuple(self.capacity_classes),
            "caracteristique": tuple(self.features),
        }
        one = self._single_values()
        return [
            (name, str(value))
            for name in PARAMETERS
            for value in many.get(name, (one.get(name, ""),))
            if value
        ]

    def _single_values(self) -> dict[str, str]:
        one = {"q": self.place, "texte": self.text, "tri": str(self.order)}
        if self.point:
            one["lat"], one["lon"] = (values.degrees_text(number) for number in self.point)
        if self.approximate:
            one["precision"] = APPROXIMATE
        if self.radius:
            one["rayon"] = str(self.radius)
        if self.box:
            one["bbox"] = ",".join(values.degrees_text(number) for number in self.box)
        if self.day:
            one["date"] = self.day.isoformat()
        if self.band:
            one["age"] = str(int(self.band))
        if self.open_at:
            one["jour"] = str(self.open_at.weekday)
            one["de"] = values.clock_time(self.open_at.start)
            one["a"] = values.clock_time(self.open_at.end)
        if self.capacity_min:
            one["capacite"] = str(self.capacity_min)
        if self.page > 1:
            one["page"] = str(self.page)
        return one

    def query_string(self) -> str:
        """The canonical query string, without `?`."""
        return urlencode(self.pairs())

    def search_query(
        self, today: date, near: Near | None = None, view: Box | None = None, *, size: int = PAGE_SIZE
    ) -> SearchQuery:
        """The question for an engine. `near` and `view` come from `search_place.frame()`."""
        return SearchQuery(
            today=today.toordinal(),
            near=near,
            view=view,
            tokens=analysis.tokens(self.text)[:MAX_TOKENS],
            sectors=frozenset(self.sectors),
            groups=frozenset(self.groups),
            kinds=frozenset(kind.value for kind in self.kinds),
            tariffs=frozenset(self.tariffs),
            availability=frozenset(self.availability),
            day=self.day.toordinal() if self.day else None,
            band=self.band,
            capacity_classes=frozenset(self.capacity_classes),
            capacity_min=self.capacity_min,
            features=frozenset(self.features),
            openings=frozenset(self.openings),
            open_at=self.open_at,
            order=self.order,
            offset=(self.page - 1) * size,
            size=size,
            stale_days=settings.SEARCH_STALE_DAYS,
            early_before=settings.SEARCH_EARLY_BEFORE,
            late_after=settings.SEARCH_LATE_AFTER,
        )

    def at_page(self, page: int) -> "SearchState":
        return replace(self, page=page)


def read(query: str | QueryDict, today: date) -> SearchState:
    """The state that a query string means. Unknown parameters and values are dropped.

    A repeated parameter that takes one value takes its last one. What a person may have typed wrong is
    told in `problems`; what only a machine could have written is dropped in silence.
    """
    if isinstance(query, str):
        query = parameters(query)
    problems: dict[str, str] = {}
    one = {name: query.get(name) or "" for name in PARAMETERS}
    west, south, east, north = values.FRAME
    latitude = values.degrees(one["lat"], south, north)
    longitude = values.degrees(one["lon"], west, east)
    point = (latitude, longitude) if latitude is not None and longitude is not None else None
    box = values.bounds(one["bbox"])
    availability, wanted_day = _availability(query.getlist("dispo"), one["date"], today, problems)
    return SearchState(
        place=values.text(one["q"]),
        point=point,
        approximate=one["precision"] == APPROXIMATE and values.text(one["q"]) != "" and point is None,
        # A moved map replaces the view and drops the radius (docs/search.md, "Queries").
        radius=None if box else values.whole_number(one["rayon"], MIN_RADIUS_M, MAX_RADIUS_M),
        box=box,
        sectors=values.choices(query.getlist("secteur"), Sector),
        groups=values.choices(query.getlist("groupe"), KindGroup),
        kinds=tuple(k for k in values.choices(query.getlist("type"), FacilityKind) if k in public_kinds()),
        availability=availability,
        day=wanted_day,
        band=AgeBand(values.whole_number(one["age"], 1, 3) or 0),
        tariffs=values.choices(query.getlist("tarif"), Tariff),
        open_at=_open_at(one, problems),
        openings=values.choices(query.getlist("ouverture"), Opening),
        capacity_min=_capacity(one["capacite"], problems),
        capacity_classes=values.choices(query.getlist("taille"), CapacityClass),
        features=values.choices(query.getlist("caracteristique"), Feature),
        text=values.text(one["texte"]),
        order=_order(one["tri"]),
        page=_page(one["page"]),
        problems=problems,
        typed={name: values.text(one[name]) for name in TYPED if one[name]},
    )


def parameters(query: str) -> QueryDict:
    """The first `MAX_PARAMETERS` parameters of a raw query string: more are an error page to QueryDict."""
    bounded = query.encode("utf-8", "replace").decode("utf-8").split("&")[:MAX_PARAMETERS]
    return QueryDict("&".join(bounded), encoding="utf-8")


def _availability(
    stated: list[str], typed_day: str, today: date, problems: dict[str, str]
) -> tuple[tuple[Availability, ...], date | None]:
    """A date alone asks for places free on that day; `dispo=date` without one asks for nothing."""
    chosen = values.choices(stated, Availability)
    wanted_day = values.day(typed_day)
    if wanted_day is not None:
        if wanted_day < today:
            problems["date"] = "Cette date est passée. Choisissez aujourd’hui ou un jour à venir."
            wanted_day = None
        elif wanted_day > today + timedelta(days=MAX_DAYS_AHEAD):
            problems["date"] = "Cette date est trop lointaine. Choisissez un jour plus proche."
            wanted_day = None
    elif typed_day.strip():
        problems["date"] = "Cette date n’est pas lisible. Écrivez-la ainsi\u00a0: 02/03/2027."
    elif Availability.BY_DAY in chosen:
        problems["date"] = "Indiquez le jour à partir duquel vous cherchez une place."
    wanted = set(chosen) - {Availability.BY_DAY}
    if wanted_day is not None:
        wanted.add(Availability.BY_DAY)
    return tuple(value for value in Availability if value in wanted), wanted_day


def _open_at(one: Mapping[str, str], problems: dict[str, str]) -> OpenAt | None:
    """A weekday with one hour or both. One hour alone asks for the five minutes that it begins or ends."""
    weekday = values.whole_number(one["jour"], 0, 6)
    start = _time("de", one, problems)
    end = _time("a", one, problems)
    if "de" in problems or "a" in problems:
        return None
    if weekday is None:
        if start is not None or end is not None:
            problems["jour"] = "Choisissez aussi le jour."
        return None
    if start is None and end is None:
        problems["de"] = "Ajoutez une heure, par exemple de 8\u00a0h à 16\u00a0h."
        return None
    first = _floor(start) if start is not None else _ceil(end or 0) - STEP
    last = _ceil(end) if end is not None else first + STEP
    if not 0 <= first < last <= 24 * 60:
        problems["a"] = "L’heure de fin doit suivre l’heure de début."
        return None
    return OpenAt(weekday, first, last)


def _time(name: str, one: Mapping[str, str], problems: dict[str, str]) -> int | None:
    if not one[name].strip():
        return None
    minute = values.minutes(one[name])
    if minute is None:
        problems[name] = "Cette heure n’est pas lisible. Écrivez-la ainsi\u00a0: 7\u00a0h\u00a030."
    return minute


def _floor(minute: int) -> int:
    return minute - minute % STEP


def _ceil(minute: int) -> int:
    return minute + -minute % STEP


def _capacity(typed: str, problems: dict[str, str]) -> int | None:
    if not typed.strip():
        return None
    capacity = values.whole_number(typed, 1, MAX_CAPACITY)
    if capacity is None:
        problems["capacite"] = f"Écrivez un nombre d’enfants, de 1 à {MAX_CAPACITY}."
    return capacity


def _order(value: str) -> Order:
    return next((order for order in Order if order.value == value), Order.DEFAULT)


def _page(value: str) -> int:
    """The page asked for; one that is beyond every answer is the last that can be shown."""
    value = value.strip()
    if not (value.isascii() and value.isdigit()):
        return 1
    return max(1, min(int(value[:9]), LAST_PAGE))
