"""Where a row is: its own point, checked against the gazetteer, or that of its postcode."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from portal.facilities.imports.repairs import Findings
from search.analysis import fold
from search.gazetteer import GazetteerEmpty
from search.geo import distance_m, encode
from search.models import GazetteerPlace

# A point further than this from every locality of its postcode is in doubt. The widest postcodes reach
# some 7 km beyond their last locality's point.
FAR_M = 8_000
_POINT = re.compile(r"^\s*\(?\s*(-?\d+(?:[.,]\d+)?)\s*[,;\s]\s*(-?\d+(?:[.,]\d+)?)\s*\)?\s*$")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a facility is: point, postcode, and the French names of locality and commune."""

    latitude: float
    longitude: float
    postcode: str
    locality: str
    commune: str


class Unplaceable(ValueError):  # noqa: N818 -- what it is
    """Neither a point nor a postcode says where a row is."""


class Placer:
    """Places rows; reads the gazetteer once."""

    def __init__(self) -> None:
        self._by_postcode: dict[str, list[GazetteerPlace]] = defaultdict(list)
        for place in GazetteerPlace.objects.exclude(postcode="").order_by("kind", "pk"):
            self._by_postcode[place.postcode].append(place)
        if not self._by_postcode:
            raise GazetteerEmpty

    def place(self, postcode: str, commune: str, point: str, findings: Findings) -> Spot:
        """The spot of a row; says in `findings` what is in doubt. Raises `Unplaceable`."""
        coordinates = _coordinates(point, findings)
        places = self._by_postcode.get(postcode, [])
        if not places:
            return self._without_postcode(postcode, commune, coordinates, findings)
        named = self._named(places, postcode, commune, findings)
        if coordinates is None:
            findings.doubts.append("Sans position\u00a0: placé au centre de son code postal, à préciser.")
            coordinates = named.latitude, named.longitude
        else:
            away = min(_metres(coordinates, place) for place in places)
            if away > FAR_M:
                findings.doubts.append(
                    f"Position à {round(away / 1000)}\u00a0km du code postal {postcode}\u00a0: à vérifier."
                )
        return Spot(*coordinates, postcode, named.name_fr, named.commune)

    def _named(
        self, places: Sequence[GazetteerPlace], postcode: str, commune: str, findings: Findings
    ) -> GazetteerPlace:
        """The postcode's own row for that commune; another commune's, in doubt, where there is none."""
        rows = [place for place in places if place.kind == GazetteerPlace.Kind.POSTCODE] or places
        wanted = fold(commune)
        for row in rows:
            if wanted in {
                fold(name) for name in (row.commune, row.name_fr, row.name_nl, row.name_de) if name
            }:
                return row
        if wanted and any(wanted in (fold(place.name_fr), fold(place.name_nl)) for place in places):
            return rows[0]
        findings.doubts.append(
            f"Commune «\u00a0{commune}\u00a0» inattendue pour le code postal {postcode} ({rows[0].commune})."
        )
        return rows[0]

    def _without_postcode(
        self, postcode: str, commune: str, coordinates: tuple[float, float] | None, findings: Findings
    ) -> Spot:
        if coordinates is None:
            raise Unplaceable("Ni position ni code postal connu\u00a0: ce lieu ne peut pas être placé.")
        everywhere = (place for places in self._by_postcode.values() for place in places)
        nearest = min(everywhere, key=lambda place: _metres(coordinates, place))
        findings.doubts.append(
            f"Code postal «\u00a0{postcode}\u00a0» inconnu\u00a0: "
            f"{nearest.postcode} {nearest.name_fr} d’après la position."
        )
        return Spot(*coordinates, nearest.postcode, nearest.name_fr, nearest.commune)


def _coordinates(point: str, findings: Findings) -> tuple[float, float] | None:
    if not point.strip():
        return None
    match = _POINT.match(point)
    if match:
        latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
        if _in_belgium(latitude, longitude):
            return latitude, longitude
        if _in_belgium(longitude, latitude):
            findings.repaired("position", point, f"{longitude}, {latitude}")
            return longitude, latitude
    findings.doubts.append(f"Position illisible ou hors de Belgique\u00a0: «\u00a0{point.strip()}\u00a0».")
    return None


def _in_belgium(latitude: float, longitude: float) -> bool:
    return 49.4 <= latitude <= 51.6 and 2.5 <= longitude <= 6.5


def _metres(coordinates: tuple[float, float], place: GazetteerPlace) -> float:
    return distance_m(encode(*coordinates), encode(place.latitude, place.longitude))
