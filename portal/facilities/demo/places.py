"""Where the fictitious facilities are: real communes and localities, invented streets and points."""

import math
from collections.abc import Sequence
from random import Random

from portal.facilities.addresses import Address
from search.gazetteer import Commune, Locality, Region, communes

_STREETS = (
    "Rue de l’Église", "Rue du Moulin", "Rue des Écoles", "Place Communale", "Rue du Tilleul",
    "Avenue des Acacias", "Rue de la Station", "Chemin des Prés", "Rue Haute", "Rue Basse",
    "Rue de la Fontaine", "Clos des Merisiers", "Avenue du Parc", "Rue du Pont", "Rue des Jardins",
    "Chaussée Romaine", "Rue du Vieux Château", "Allée des Bouleaux", "Rue de la Chapelle", "Rue Saint-Roch",
    "Rue des Trois Fontaines", "Rue du Try", "Rue de l’Abbaye", "Sentier du Ruisseau", "Rue de la Gare",
    "Rue du Centre", "Avenue des Cerisiers", "Rue de la Forge", "Rue des Carrières", "Place du Marché",
    "Rue du Calvaire", "Rue Bois l’Évêque", "Rue de la Source", "Drève des Hêtres", "Rue du Village",
    "Rue des Combattants", "Rue de la Colline", "Avenue de la Liberté", "Rue de l’Harmonie", "Rue du Chêne",
    "Rue de la Laiterie", "Rue des Pommiers", "Rue de l’Industrie", "Quai du Halage", "Rue du Lavoir",
    "Rue des Sports", "Rue de la Paix", "Rue du Progrès", "Clos du Verger", "Rue Sous-les-Vignes",
    "Rue de la Barrière", "Rue du Fossé", "Place de la Gare", "Rue de l’Hôtel de Ville", "Rue Pré-aux-Oies",
    "Rue du Bocage", "Avenue des Lilas", "Rue de la Bruyère", "Rue du Sart", "Rue des Remparts",
)  # fmt: skip
# Exchanges whose subscriber numbers never begin with 00: these numbers ring nowhere.
_AREA_CODES = {
    "Région de Bruxelles-Capitale": ("010",),
    "Province du Brabant wallon": ("010", "067"),
    "Province du Hainaut": ("065", "071", "069", "064"),
    "Province de Liège": ("087", "085", "019"),
    "Province du Luxembourg": ("063", "061"),
    "Province de Namur": ("081", "082"),
}
_KM_PER_DEGREE = 111.2


class Map:
    """The communes where ONE works, drawn from by population."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._communes: Sequence[Commune] = [
            commune
            for commune in [*communes(Region.BRUSSELS), *communes(Region.WALLONIA)]
            if not commune.german_speaking
        ]
        self._weights = [commune.population for commune in self._communes]

    def commune(self) -> Commune:
        """A commune, as often as it has people."""
        return self._rng.choices(self._communes, self._weights)[0]

    def address(self, commune: Commune) -> Address:
        """An invented address in one of the commune's localities, near that locality's point."""
        rng = self._rng
        localities = commune.localities
        locality = rng.choices(localities, [place.population for place in localities])[0]
        latitude, longitude = self._around(locality)
        return Address(
            street=rng.choice(_STREETS),
            house_number=str(rng.randint(1, 180)) + rng.choice(("", "", "", "", "a", "b")),
            box=rng.choice(("", "", "", "", "", "1", "2")),
            postcode=locality.postcode,
            locality=locality.name,
            commune=commune.name,
            latitude=latitude,
            longitude=longitude,
        )

    def phone(self, commune: Commune) -> str:
        """A number in the commune's area, or a mobile, that nobody has."""
        rng = self._rng
        code = rng.choice(_AREA_CODES[commune.province])
        return f"{code} 00 {rng.randint(0, 99):02} {rng.randint(0, 99):02}"

    def _around(self, locality: Locality) -> tuple[float, float]:
        """A point near the middle: some hundred metres in a village, up to two kilometres in a town."""
        spread_km = min(0.25 + math.sqrt(locality.population) / 180, 1.2)
        north = self._rng.gauss(0, spread_km)
        east = self._rng.gauss(0, spread_km)
        north, east = (max(-2 * spread_km, min(2 * spread_km, value)) for value in (north, east))
        longitude_km = _KM_PER_DEGREE * math.cos(math.radians(locality.lat))
        return round(locality.lat + north / _KM_PER_DEGREE, 6), round(locality.lon + east / longitude_km, 6)
