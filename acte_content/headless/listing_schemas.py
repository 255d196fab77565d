"""The shapes of public listings, in the vocabulary of the search's addresses and of its GeoJSON."""

from datetime import date
from typing import Literal

from ninja import Field, Schema

from portal.facilities.enums import FacilityKind
from search.documents import KindGroup, Sector


class ListingProperties(Schema):
    """Ce qu’une liste dit d’un lieu, et rien qui ne soit sur sa page publique."""

    nom: str = Field(examples=["Les Petits Pas"])
    secteur: Sector
    type: FacilityKind
    groupe: KindGroup | None
    adresse: str | None = Field(description="Vide si le lieu ne montre que son quartier.")
    code_postal: str
    localite: str
    commune: str
    position: Literal["exacte", "arrondie"] = Field(
        description="Arrondie\u00a0: le point est le centre d’un quartier, jamais l’adresse."
    )
    tarif: Literal["revenus", "libre"] | None
    capacite: int | None
    disponibilite: Literal["libre", "a-confirmer", "plus-tard", "non-communiquee"]
    confirme_le: date | None = Field(description="Le jour de la dernière confirmation de la disponibilité.")
    url: str = Field(description="Sa page sur MY.ONE, où se trouvent ses coordonnées.")


class ListingSummary(ListingProperties):
    """Un lieu dans une liste."""

    id: int
    latitude: float
    longitude: float
    distance_m: int | None = Field(description="Du point cherché, si un endroit est demandé.")


class ListingList(Schema):
    """Une page de résultats."""

    total: int
    page: int
    pages: int
    resultats: list[ListingSummary]


class Opening(Schema):
    """Une plage d’ouverture."""

    jour: int = Field(ge=0, le=6, description="0\u00a0: lundi.")
    de: str = Field(examples=["07:30"])
    a: str = Field(examples=["18:00"])


class FreePlaces(Schema):
    """Des places annoncées pour un âge."""

    age: int = Field(description="1\u00a0: moins de 1 an. 2\u00a0: de 1 à 2 ans. 3\u00a0: de 2 à 3 ans.")
    des_le: date
    places: int


class Days(Schema):
    """Du premier au dernier jour, compris; sans fin si elle est vide."""

    du: date | None
    au: date | None


class Ages(Schema):
    """L’âge des enfants d’un groupe, en mois."""

    de_mois: int
    a_mois: int


class ListingDetail(ListingProperties):
    """Un lieu entier, sans téléphone ni e-mail\u00a0: ils sont sur sa page."""

    id: int
    latitude: float
    longitude: float
    organisateur: str
    description: str
    projet_pedagogique: str
    caracteristiques: list[Literal["sorties", "exterieur", "repos"]]
    groupe_moyen: int | None
    ages: list[Ages]
    horaires: list[Opening]
    places_libres: list[FreePlaces]
    sans_place: list[Days]
    moteurs_de_recherche: bool = Field(
        description="Faux\u00a0: ce lieu ne veut pas figurer dans des moteurs de recherche. Respectez-le."
    )


class Point(Schema):
    """Un point GeoJSON, en WGS 84."""

    type: Literal["Point"]
    coordinates: list[float] = Field(min_length=2, max_length=2, description="Longitude, latitude.")


class ListingFeature(Schema):
    """Un lieu en GeoJSON."""

    type: Literal["Feature"]
    id: int
    geometry: Point
    properties: ListingProperties


class ListingFeatures(Schema):
    """Une page de résultats en GeoJSON (RFC 7946)."""

    type: Literal["FeatureCollection"]
    total: int
    page: int
    pages: int
    features: list[ListingFeature]
