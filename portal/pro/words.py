"""How PRO.ONE greets each category of professionals."""

from collections.abc import Collection

from portal.facilities.enums import FacilityKind, Sector
from portal.facilities.models import Facility

GREETING = "Bienvenue dans PRO.ONE"
_OF_KIND = {
    FacilityKind.CRECHE: "Bienvenue à la crèche",
    FacilityKind.SAE: "Bienvenue au service d’accueil d’enfants",
    FacilityKind.INDEPENDENT_CHILDMINDER: "Bienvenue chez l’accueillante indépendante",
    FacilityKind.EMPLOYED_CHILDMINDER: "Bienvenue chez l’accueillante conventionnée",
    FacilityKind.CO_CHILDMINDERS: "Bienvenue au co-accueil",
    FacilityKind.AFTER_SCHOOL: "Bienvenue à l’accueil extrascolaire",
    FacilityKind.HOMEWORK_SCHOOL: "Bienvenue à l’école de devoirs",
    FacilityKind.HOLIDAY_ACTIVITY: "Bienvenue aux activités de vacances",
    FacilityKind.CONSULTATION: "Bienvenue à la consultation de l’ONE",
}
_OF_SECTOR = {
    Sector.EARLY_CHILDHOOD: "Bienvenue à la petite enfance",
    Sector.LEISURE: "Bienvenue à l’accueil temps libre",
    Sector.SUPPORT: "Bienvenue à l’accompagnement",
}


def greeting(kinds: Collection[FacilityKind]) -> str:
    """The title of the home page for somebody whose facilities are of these kinds."""
    if len(kinds) == 1:
        return _OF_KIND[next(iter(kinds))]
    sectors = {kind.sector for kind in kinds}
    return _OF_SECTOR[sectors.pop()] if len(sectors) == 1 else GREETING


_DATA_OF = {
    FacilityKind.CRECHE: "Données de la crèche",
    FacilityKind.SAE: "Données du service d’accueil d’enfants",
    FacilityKind.INDEPENDENT_CHILDMINDER: "Données de l’accueillante indépendante",
    FacilityKind.EMPLOYED_CHILDMINDER: "Données de l’accueillante conventionnée",
    FacilityKind.CO_CHILDMINDERS: "Données du co-accueil",
    FacilityKind.AFTER_SCHOOL: "Données de l’accueil extrascolaire",
    FacilityKind.HOMEWORK_SCHOOL: "Données de l’école de devoirs",
    FacilityKind.HOLIDAY_ACTIVITY: "Données des activités de vacances",
    FacilityKind.CONSULTATION: "Données de la consultation",
}


def data_title(facility: Facility | None) -> str:
    """Above the buttons that lead to the data of this place; of nobody's: of the organiser."""
    return _DATA_OF[FacilityKind(facility.kind)] if facility else "Données du pouvoir organisateur"
