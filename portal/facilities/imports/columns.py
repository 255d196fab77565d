"""What the columns of a list mean: the one place to read, and to change, when a list has others.

The list known here is the open data of the City of Brussels on nurseries, which holds the places of ONE and
those of Kind en Gezin (Opgroeien), the Flemish authority.
"""

from dataclasses import dataclass

from portal.facilities.enums import FacilityKind, SubsidyLevel, TariffRegime

AUTHORITY = "Institution"
NAME = "Nom"
PRICING = "Type de tarification"
CARE = "Type d'accueil"
STATUS = "Statut"
STREET_FRENCH = "Adresse"
STREET_DUTCH = "Adres"
POSTCODE = "Code postal"
COMMUNE = "Commune"
WEBSITE = "Lien web"
POINT = "Geo Point"
SOURCE = "source"
LAST_MODIFIED = "last_modified"

REQUIRED = frozenset(
    {AUTHORITY, NAME, CARE, STATUS, STREET_FRENCH, POSTCODE, COMMUNE, WEBSITE, POINT, SOURCE}
)
# Read when they are there; « Catégorie » and « Langue » say again what the others say.
OPTIONAL = frozenset({PRICING, STREET_DUTCH, LAST_MODIFIED})


@dataclass(frozen=True, slots=True)
class Authority:
    """Who authorised the places. `doubt` is what an agent should check, empty where nothing."""

    organiser: str
    doubt: str = ""


AUTHORITIES = {
    "one": Authority("Pouvoir organisateur à préciser"),
    "kind&gezin": Authority(
        "Pouvoir organisateur à préciser (lieu agréé par Opgroeien, Kind en Gezin)",
        "Lieu agréé par Kind en Gezin et non par l’ONE\u00a0: affiché pour les parents, à confirmer.",
    ),
}


@dataclass(frozen=True, slots=True)
class Care:
    """The kind of facility that a type of care stands for."""

    kind: FacilityKind
    doubt: str = ""


CARES = {
    "creche": Care(FacilityKind.CRECHE),
    "halte accueil": Care(
        FacilityKind.CRECHE, "Halte-accueil\u00a0: rangée parmi les crèches, accueil occasionnel à confirmer."
    ),
    "accueil en groupe": Care(FacilityKind.CRECHE),
    "accueil familial": Care(FacilityKind.INDEPENDENT_CHILDMINDER),
    "accueillant e": Care(FacilityKind.INDEPENDENT_CHILDMINDER),
}

TARIFFS = {
    "tarification liee au revenu": TariffRegime.INCOME_BASED,
    "tarification libre": TariffRegime.FREE,
}
# The status, where the tariff is not given: a subsidised place asks according to income. The list does not
# tell levels 1 to 3 apart.
STATUSES: dict[str, tuple[TariffRegime, SubsidyLevel | None]] = {
    "subventionne": (TariffRegime.INCOME_BASED, None),
    "non subventionne": (TariffRegime.FREE, SubsidyLevel.NONE),
}

# Pages that are no facility's own: the search page of an authority.
GENERIC_WEBSITES = ("kindengezin.be/nl/thema/",)
