"""Fictitious listings like the real ones, as many as wanted: where people live, filled in as people do.

A `Place` holds what a professional states; `document` makes of it what the search holds, and
`benchmarks.naive` the rows of the portal's own tables. The same seed gives the same places.
"""

import csv
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from portal.facilities.availability import availability_intervals
from portal.facilities.enums import AgeBand as StatedBand
from portal.facilities.enums import AvailabilityStatus, FacilityKind, TariffRegime
from portal.facilities.public import Period, PublicFreePlaces
from search import geo
from search.analysis import fold, tokens
from search.documents import (
    DAY_MAX,
    DAY_MIN,
    DayRange,
    Feature,
    KindGroup,
    ListingDocument,
    MinuteRange,
    Sector,
    Tariff,
)

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
GAZETTEER = Path(__file__).parent.parent / "search/gazetteer/data/gazetteer.csv"
TERRITORY = ("Bruxelles-Capitale", "Liège", "Namur", "Brabant wallon", "Hainaut", "Luxembourg")

KINDS = {
    FacilityKind.CRECHE: 30,
    FacilityKind.SAE: 3,
    FacilityKind.INDEPENDENT_CHILDMINDER: 14,
    FacilityKind.EMPLOYED_CHILDMINDER: 22,
    FacilityKind.CO_CHILDMINDERS: 6,
    FacilityKind.AFTER_SCHOOL: 12,
    FacilityKind.HOMEWORK_SCHOOL: 4,
    FacilityKind.HOLIDAY_ACTIVITY: 5,
    FacilityKind.CONSULTATION: 4,
}
# No word is part of another, and no two have one stem: so that a search by substring, which the naive engine
# does, means the same as one by token. French text is not so kind.
BEGINNINGS = (
    "Crèche",
    "Maison",
    "Nid",
    "Jardin",
    "Ferme",
    "Moulin",
    "Verger",
    "Atelier",
    "Cabane",
    "Galerie",
)
ENDINGS = (
    "Oursons", "Coccinelle", "Papillon", "Tournesol", "Myrtille", "Hirondelle", "Lutin", "Girafe",
    "Kangourou", "Libellule", "Noisette", "Pirouette", "Arlequin", "Farfadet", "Marmotte", "Bidibulle",
    "Grenadine", "Tambourin", "Cerisier", "Domino", "Ritournelle", "Chouette", "Tilleul", "Colibri",
    "Dauphin", "Zéphyr", "Jonquille", "Roudoudou", "Boussole", "Vanille", "Pivoine", "Sauterelle",
    "Guimauve", "Barbapapa",
)  # fmt: skip
SENTENCES = (
    "Repas préparés sur place.", "Grand potager.", "Éveil musical chaque semaine.", "Ambiance familiale.",
    "Proche du bois.", "Accueil bilingue.", "Équipe stable.", "Sieste dehors.", "Lecture quotidienne.",
    "Langage gestuel.", "Psychomotricité.", "Poulailler partagé.",
)  # fmt: skip
HOURS = ((420, 1080), (450, 1080), (405, 1110), (480, 1050), (390, 1140), (435, 1095), (465, 1065))


@dataclass(frozen=True, slots=True)
class Place:
    """What a professional states of one place, and what ONE decided of it."""

    id: int
    name: str
    description: str
    kind: FacilityKind
    tariff: str
    capacity: int | None
    outings: bool
    outdoor_space: bool
    rest_area: bool
    latitude: float
    longitude: float
    visible: bool
    in_force_from: date | None
    status: AvailabilityStatus
    available_from: date | None
    confirmed_on: date | None
    free_places: tuple[PublicFreePlaces, ...]
    unavailable: tuple[Period, ...]
    opening: tuple[tuple[int, int, int], ...]  # weekday, start, end


class Country:
    """The points around which places lie, weighted by who lives there."""

    def __init__(self) -> None:
        with GAZETTEER.open(encoding="utf-8") as lines:
            rows = [row for row in csv.DictReader(lines) if row["province_fr"].endswith(TERRITORY)]
        people = {row["nis"]: int(row["population"] or 2000) for row in rows if row["kind"] == "commune"}
        points = [row for row in rows if row["kind"] != "commune" and row["nis"] in people]
        shares: dict[str, int] = {}
        for row in points:
            shares[row["nis"]] = shares.get(row["nis"], 0) + 1
        self._points = [(float(row["lat"]), float(row["lon"])) for row in points]
        self._bounds = list(accumulate(people[row["nis"]] / shares[row["nis"]] for row in points))

    def somewhere(self, random: Random) -> tuple[float, float]:
        """A point where somebody lives: latitude and longitude, on the steps that the search keeps."""
        at = bisect(self._bounds, random.random() * self._bounds[-1])
        lat, lon = self._points[min(at, len(self._points) - 1)]
        return geo.decode(geo.encode(random.gauss(lat, 0.008), random.gauss(lon, 0.013)))


def places(count: int, seed: int) -> Iterator[Place]:
    """Places numbered from 1. One in eight stands where the one before it stands."""
    random, country = Random(seed), Country()
    kinds, weights = list(KINDS), list(KINDS.values())
    spot = country.somewhere(random)
    for id_ in range(1, count + 1):
        if random.random() > 0.125:
            spot = country.somewhere(random)
        yield _place(id_, random, random.choices(kinds, weights)[0], spot)


def _place(id_: int, random: Random, kind: FacilityKind, spot: tuple[float, float]) -> Place:
    status, available_from, confirmed_on = _availability(random)
    stated = status != AvailabilityStatus.UNKNOWN
    return Place(
        id=id_,
        name=f"{random.choice(BEGINNINGS)} {random.choice(ENDINGS)} {random.choice(ENDINGS)}",
        description=" ".join(random.sample(SENTENCES, 2)),
        kind=kind,
        tariff=random.choice((TariffRegime.INCOME_BASED, TariffRegime.INCOME_BASED, TariffRegime.FREE, "")),
        capacity=_capacity(random, kind),
        outings=random.random() < 0.6,
        outdoor_space=random.random() < 0.7,
        rest_area=random.random() < 0.5,
        latitude=spot[0],
        longitude=spot[1],
        visible=random.random() < 0.97,
        in_force_from=None if random.random() < 0.02 else TODAY - timedelta(days=random.randrange(3000)),
        status=status,
        available_from=available_from,
        confirmed_on=confirmed_on,
        free_places=_free_places(random) if stated else (),
        unavailable=_unavailable(random) if random.random() < 0.25 else (),
        opening=_opening(random) if random.random() < 0.93 else (),
    )


def _capacity(random: Random, kind: FacilityKind) -> int | None:
    if kind.is_home:
        return random.choice((4, 5, 5, 8)) if kind != FacilityKind.CO_CHILDMINDERS else random.choice((8, 10))
    return random.choice((None, 14, 14, 21, 28, 35, 49, 70))


def _availability(random: Random) -> tuple[AvailabilityStatus, date | None, date | None]:
    status = random.choice(
        (
            AvailabilityStatus.NOW,
            AvailabilityStatus.NOT_BEFORE,
            AvailabilityStatus.NOT_BEFORE,
            AvailabilityStatus.UNKNOWN,
        )
    )
    confirmed_on = TODAY - timedelta(days=int(random.expovariate(1 / 90)))
    if status == AvailabilityStatus.UNKNOWN:
        return status, None, None
    if status == AvailabilityStatus.NOW:
        return status, None, confirmed_on
    return status, confirmed_on + timedelta(days=random.randrange(400)), confirmed_on


def _free_places(random: Random) -> tuple[PublicFreePlaces, ...]:
    return tuple(
        PublicFreePlaces(band, TODAY + timedelta(days=random.randrange(-100, 200)), random.randint(1, 6))
        for band in StatedBand
        if random.random() < 0.4
    )


def _unavailable(random: Random) -> tuple[Period, ...]:
    first = TODAY + timedelta(days=random.randrange(-30, 90))
    return (Period(first, first + timedelta(days=random.randrange(3, 21))),)


def _opening(random: Random) -> tuple[tuple[int, int, int], ...]:
    start, end = random.choice(HOURS)
    start += random.choice((0, 0, 5, 15))
    days = [day for day in range(5) if day != 2 or random.random() < 0.9]
    if random.random() < 0.06:
        days.append(5)
    if random.random() < 0.1:
        return tuple(part for day in days for part in ((day, start, 720), (day, 780, end)))
    return tuple((day, start, end) for day in days)


@cache
def _tokens(text: str) -> frozenset[str]:
    return frozenset(tokens(text))


def document(place: Place) -> ListingDocument:
    """What the search holds of a place: the portal's own rules, without its tables."""
    public = place.visible and (place.kind.sector == "accompagnement" or place.in_force_from is not None)
    supported = place.kind.sector == "accompagnement"
    first = DAY_MIN if supported or place.in_force_from is None else place.in_force_from.toordinal()
    words = frozenset().union(*map(_tokens, place.name.split()))
    features = zip(Feature, (place.outings, place.outdoor_space, place.rest_area), strict=True)
    return ListingDocument(
        id=place.id,
        version=1,
        position=geo.encode(place.latitude, place.longitude),
        public=(DayRange(first, DAY_MAX),) if public else (),
        name=place.name,
        name_key=_key(place.name),
        name_tokens=words,
        text_tokens=words.union(*(_tokens(s) for s in place.description.split(". "))),
        sector=Sector(place.kind.sector),
        group=KindGroup(place.kind.group) if place.kind.group else None,
        kind=str(place.kind.value),
        tariff=Tariff(place.tariff) if place.tariff else None,
        capacity=place.capacity,
        features=frozenset(feature for feature, has in features if has),
        opening=tuple(MinuteRange(day * 1440 + start, day * 1440 + end) for day, start, end in place.opening),
        availability=availability_intervals(
            status=place.status,
            available_from=place.available_from,
            confirmed_on=place.confirmed_on,
            free_places=place.free_places,
            unavailable=place.unavailable,
        ),
        confirmed_on=place.confirmed_on.toordinal() if place.confirmed_on else None,
    )


@cache
def _key(name: str) -> str:
    return fold(name)
