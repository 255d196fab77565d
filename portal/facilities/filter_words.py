"""How MY.ONE's filters call what parents look for; also to professionals who are missing there."""

from enum import Enum

from portal.facilities import words
from search.documents import AgeBand, Availability, CapacityClass, Feature, Opening, Tariff

AGE_WORDS = {
    AgeBand.UNDER_ONE: "Pour un enfant de moins de 1\u00a0an",
    AgeBand.ONE_TO_TWO: "Pour un enfant de 1 à 2\u00a0ans",
    AgeBand.TWO_TO_THREE: "Pour un enfant de 2 à 3\u00a0ans",
}


def filter_words(early_before: int, late_after: int) -> dict[Enum, str]:
    """Each value as it stands alone, outside its group. The two times are settings, and part of the words."""
    return {
        Availability.NOW: "Place libre maintenant",
        Availability.LATER: "Libre plus tard",
        Availability.UNKNOWN: "Disponibilité non communiquée",
        Tariff.INCOME_BASED: "Selon vos revenus",
        Tariff.FREE: "Tarif fixé par le lieu",
        Opening.EARLY: f"Ouvert avant {words.hour(early_before)}",
        Opening.LATE: f"Ouvert après {words.hour(late_after)}",
        Opening.WEEKEND: "Ouvert le week-end",
        CapacityClass.SMALL: "Jusqu’à 8 enfants",
        CapacityClass.MEDIUM: "9 à 24 enfants",
        CapacityClass.LARGE: "25 enfants et plus",
        Feature.OUTDOOR_SPACE: "Espace extérieur",
        Feature.REST_AREA: "Espace de repos séparé",
        Feature.OUTINGS: "Sorties",
    }
