"""The communes with their localities, for whoever spreads things over the country."""

from collections import defaultdict
from dataclasses import dataclass

from search.gazetteer.index import GazetteerEmpty
from search.gazetteer.places import Region, region_of
from search.models import GazetteerPlace

# The German-speaking Community runs its own childcare: ONE authorises nobody there.
_GERMAN_SPEAKING = frozenset(
    {"63001", "63012", "63013", "63023", "63040", "63048", "63061", "63067", "63087"}
)


@dataclass(frozen=True, slots=True)
class Locality:
    """A village or a part of a town, with its point and roughly its inhabitants."""

    name: str
    postcode: str
    lat: float
    lon: float
    population: int


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, its main point, its postcodes (the main one first) and its localities (at least one).

    `population` is rough: good for weights, never to be shown. `german_speaking` communes are outside ONE's
    territory.
    """

    nis: str
    name: str
    region: Region
    province: str
    postcodes: tuple[str, ...]
    lat: float
    lon: float
    population: int
    localities: tuple[Locality, ...]
    german_speaking: bool


def communes(region: Region | None = None) -> list[Commune]:
    """All communes, or those of a region, by name. Reads the table: two queries, nothing kept.

    Raises `GazetteerEmpty` while the table is empty.
    """
    localities: dict[str, list[GazetteerPlace]] = defaultdict(list)
    for row in GazetteerPlace.objects.filter(kind=GazetteerPlace.Kind.LOCALITY).order_by("name_fr", "pk"):
        localities[row.nis].append(row)
    rows = list(GazetteerPlace.objects.filter(kind=GazetteerPlace.Kind.COMMUNE).order_by("name_fr", "pk"))
    if not rows:
        raise GazetteerEmpty
    found = (_commune(row, localities[row.nis]) for row in rows)
    return [commune for commune in found if region is None or commune.region is region]


def _commune(row: GazetteerPlace, rows: list[GazetteerPlace]) -> Commune:
    """GeoNames counts the people of a commune now at its name, now at its villages: the larger of the two."""
    own = row.population or 0
    others = sum({(p.latitude, p.longitude): _people(p, row) for p in rows}.values())
    population = max(own, others, 300)
    centre = max(population - others, population // max(len(rows), 1))
    parts = tuple(
        Locality(p.name_fr, p.postcode, p.latitude, p.longitude, _people(p, row) or centre) for p in rows
    )
    postcodes = dict.fromkeys([row.postcode, *sorted(p.postcode for p in rows)])
    return Commune(
        nis=row.nis,
        name=row.name_fr,
        region=region_of(row.province),
        province=row.province,
        postcodes=tuple(postcodes),
        lat=row.latitude,
        lon=row.longitude,
        population=population,
        localities=parts or (Locality(row.name_fr, row.postcode, row.latitude, row.longitude, population),),
        german_speaking=row.nis in _GERMAN_SPEAKING,
    )


def _people(locality: GazetteerPlace, commune: GazetteerPlace) -> int:
    """Inhabitants of a village; 0 for the locality that bears the commune's name and may count all of it."""
    if (locality.latitude, locality.longitude) == (commune.latitude, commune.longitude):
        return 0
    return locality.population or 300
