"""A place as the index keeps it, and as a parent gets it: label, region, natural radius."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from search.geo import distance_m, encode
from search.models import GazetteerPlace

Kind = Literal["postcode", "commune", "locality"]


class Region(StrEnum):
    """Where ONE is at home comes first: the listings are in Brussels and in Wallonia."""

    BRUSSELS = "bruxelles"
    WALLONIA = "wallonie"
    FLANDERS = "flandre"


_REGIONS = {
    "Région de Bruxelles-Capitale": Region.BRUSSELS,
    "Province du Brabant wallon": Region.WALLONIA,
    "Province du Hainaut": Region.WALLONIA,
    "Province de Liège": Region.WALLONIA,
    "Province du Luxembourg": Region.WALLONIA,
    "Province de Namur": Region.WALLONIA,
}
# What a town in Flanders weighs beside one of the same size in Wallonia: little enough for "an" to offer Ans
# before Antwerp, enough for it to offer Antwerp too.
_FLEMISH_WEIGHT = 0.05
# Only communes named after no village lack a population of their own and of their localities.
_UNKNOWN_COMMUNE = 5_000
_UNKNOWN_LOCALITY = 300

# Natural radius of the view, in metres. Villages are some 3 km apart: 6 km take in the neighbours. A commune
# is seen whole, with what lies just outside it. A postcode in the Ardennes covers a dozen villages, and its
# point is only their mean. In Brussels, 3 km hold several communes and hundreds of places: more would be a
# view of the whole region whatever was typed.
_LOCALITY_RADIUS = 6_000
_COMMUNE_RADIUS = (8_000, 10_000)
_POSTCODE_RADIUS = (10_000, 20_000)
_BRUSSELS_RADIUS = 3_000
_MARGIN = 3_000


@dataclass(frozen=True, slots=True)
class Match:
    """A place that somebody may have meant.

    `name` and `commune` are in French (the local name where there is none); `label` is what a parent reads,
    such that homonyms can be told apart; `radius_m` is the natural radius of a view around the point.
    """

    kind: Kind
    name: str
    postcode: str
    commune: str
    lat: float
    lon: float
    label: str
    radius_m: int


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the table, with what ranks it. `names` holds every name in every language, French first."""

    match: Match
    names: tuple[str, ...]
    nis: str
    region: Region
    population: int
    weight: float


def region_of(province: str) -> Region:
    """The region of a province, by the name that the table gives it."""
    return _REGIONS.get(province, Region.FLANDERS)


def places_of(rows: Iterable[GazetteerPlace]) -> list[Place]:
    """The table as places, in the order of its rows."""
    rows = list(rows)
    localities = [row for row in rows if row.kind == GazetteerPlace.Kind.LOCALITY]
    by_commune: dict[str, list[GazetteerPlace]] = defaultdict(list)
    by_postcode: dict[str, list[GazetteerPlace]] = defaultdict(list)
    for row in localities:
        by_commune[row.nis].append(row)
        by_postcode[row.postcode].append(row)
    return [_place(row, by_commune[row.nis], by_postcode[row.postcode]) for row in rows]


def _place(row: GazetteerPlace, in_commune: list[GazetteerPlace], in_postcode: list[GazetteerPlace]) -> Place:
    region = region_of(row.province)
    population = row.population or 0
    match row.kind:
        case GazetteerPlace.Kind.POSTCODE:
            kind: Kind = "postcode"
            label = f"{row.postcode} {row.name_fr}"
            radius = _radius(row, in_postcode, _POSTCODE_RADIUS)
        case GazetteerPlace.Kind.COMMUNE:
            kind = "commune"
            label = f"{row.name_fr} ({row.postcode})"
            radius = _radius(row, in_commune, _COMMUNE_RADIUS)
            population = population or _sum_of(in_commune) or _UNKNOWN_COMMUNE
        case _:
            kind = "locality"
            label = f"{row.name_fr} ({row.postcode}, {row.commune})"
            radius = _LOCALITY_RADIUS
            population = population or _UNKNOWN_LOCALITY
    return Place(
        match=Match(
            kind=kind,
            name=row.name_fr,
            postcode=row.postcode,
            commune=row.commune,
            lat=row.latitude,
            lon=row.longitude,
            label=label,
            radius_m=_BRUSSELS_RADIUS if region is Region.BRUSSELS else radius,
        ),
        names=tuple(dict.fromkeys(name for name in (row.name_fr, row.name_nl, row.name_de) if name)),
        nis=row.nis,
        region=region,
        population=population,
        weight=population * (_FLEMISH_WEIGHT if region is Region.FLANDERS else 1),
    )


def _sum_of(localities: list[GazetteerPlace]) -> int:
    """Inhabitants of some localities, each point once (a place may have several rows)."""
    return sum({(row.latitude, row.longitude): row.population or 0 for row in localities}.values())


def _radius(row: GazetteerPlace, localities: list[GazetteerPlace], bounds: tuple[int, int]) -> int:
    """As far as the furthest locality and a little more, within bounds, in steps of 1 km."""
    centre = encode(row.latitude, row.longitude)
    spread = max((distance_m(centre, encode(p.latitude, p.longitude)) for p in localities), default=0.0)
    least, most = bounds
    return min(max(math.ceil((spread + _MARGIN) / 1_000) * 1_000, least), most)
