"""Words of the field that are fixed by the rules: sectors, kinds, tariffs, subsidy levels, statuses."""

from django.db import models


class Sector(models.TextChoices):
    EARLY_CHILDHOOD = "petite-enfance", "Petite enfance"
    LEISURE = "temps-libre", "Accueil temps libre"
    SUPPORT = "accompagnement", "Accompagnement"


class KindGroup(models.TextChoices):
    """The two groups of petite enfance in a parent's words."""

    CRECHES = "creches", "Crèches"
    CHILDMINDERS = "accueillants", "Accueillantes et accueillants"


class Category(models.TextChoices):
    """Categories of professionals: each has its entries, texts and announcements in PRO.ONE."""

    CHILDMINDER = "accueillantes", "Accueillantes et accueillants"
    CRECHE = "creches", "Crèches"
    SAE = "sae", "Services d’accueil d’enfants (SAE)"
    LEISURE = "temps-libre", "Accueil temps libre (ATL)"
    CONSULTATION = "consultations", "Consultations de l’ONE"


class FacilityKind(models.TextChoices):
    CRECHE = "creche", "Crèche"
    SAE = "sae", "Service d’accueil d’enfants"
    INDEPENDENT_CHILDMINDER = "independant", "Accueillant·e indépendant·e"
    EMPLOYED_CHILDMINDER = "salarie", "Accueillant·e conventionné·e ou salarié·e"
    CO_CHILDMINDERS = "co-accueil", "Co-accueil"
    AFTER_SCHOOL = "aes", "Accueil extrascolaire"
    HOMEWORK_SCHOOL = "ecole-de-devoirs", "École de devoirs"
    HOLIDAY_ACTIVITY = "vacances", "Activités de vacances"
    CONSULTATION = "consultation", "Consultation ONE"

    @property
    def sector(self) -> Sector:
        return _SECTOR_OF[self]

    @property
    def group(self) -> KindGroup | None:
        return _GROUP_OF.get(self)

    @property
    def category(self) -> Category:
        return _CATEGORY_OF[self]

    @property
    def is_home(self) -> bool:
        """The address is somebody's home, so it may be shown rounded."""
        return self in HOME_KINDS


_SECTOR_OF = {
    FacilityKind.CRECHE: Sector.EARLY_CHILDHOOD,
    FacilityKind.SAE: Sector.EARLY_CHILDHOOD,
    FacilityKind.INDEPENDENT_CHILDMINDER: Sector.EARLY_CHILDHOOD,
    FacilityKind.EMPLOYED_CHILDMINDER: Sector.EARLY_CHILDHOOD,
    FacilityKind.CO_CHILDMINDERS: Sector.EARLY_CHILDHOOD,
    FacilityKind.AFTER_SCHOOL: Sector.LEISURE,
    FacilityKind.HOMEWORK_SCHOOL: Sector.LEISURE,
    FacilityKind.HOLIDAY_ACTIVITY: Sector.LEISURE,
    FacilityKind.CONSULTATION: Sector.SUPPORT,
}
# A SAE employs childminders: a parent who looks for a childminder wants to find it there.
_GROUP_OF = {
    FacilityKind.CRECHE: KindGroup.CRECHES,
    FacilityKind.SAE: KindGroup.CHILDMINDERS,
    FacilityKind.INDEPENDENT_CHILDMINDER: KindGroup.CHILDMINDERS,
    FacilityKind.EMPLOYED_CHILDMINDER: KindGroup.CHILDMINDERS,
    FacilityKind.CO_CHILDMINDERS: KindGroup.CHILDMINDERS,
}
_CATEGORY_OF = {
    FacilityKind.CRECHE: Category.CRECHE,
    FacilityKind.SAE: Category.SAE,
    FacilityKind.INDEPENDENT_CHILDMINDER: Category.CHILDMINDER,
    FacilityKind.EMPLOYED_CHILDMINDER: Category.CHILDMINDER,
    FacilityKind.CO_CHILDMINDERS: Category.CHILDMINDER,
    FacilityKind.AFTER_SCHOOL: Category.LEISURE,
    FacilityKind.HOMEWORK_SCHOOL: Category.LEISURE,
    FacilityKind.HOLIDAY_ACTIVITY: Category.LEISURE,
    FacilityKind.CONSULTATION: Category.CONSULTATION,
}
HOME_KINDS = frozenset(
    {
        FacilityKind.INDEPENDENT_CHILDMINDER,
        FacilityKind.EMPLOYED_CHILDMINDER,
        FacilityKind.CO_CHILDMINDERS,
    }
)


class TariffRegime(models.TextChoices):
    INCOME_BASED = "revenus", "Selon vos revenus"
    FREE = "libre", "Fixé par le lieu"


class SubsidyLevel(models.IntegerChoices):
    NONE = 0, "Aucun subside"
    BASE = 1, "Niveau 1\u00a0: base"
    ACCESSIBILITY = 2, "Niveau 2\u00a0: accessibilité"
    REINFORCED = 3, "Niveau 3\u00a0: accessibilité renforcée"


class AddressPrecision(models.TextChoices):
    EXACT = "exacte", "Adresse exacte"
    ROUNDED = "arrondie", "Quartier seulement"


class AvailabilityStatus(models.TextChoices):
    """The three answers of the portal's guide (7.1, *Disponibilité des places*)."""

    NOW = "maintenant", "Place disponible immédiatement"
    NOT_BEFORE = "pas-avant", "Pas de place avant"
    UNKNOWN = "inconnue", "Information non disponible"


class AgeBand(models.IntegerChoices):
    UNDER_ONE = 1, "Moins de 1 an"
    ONE_TO_TWO = 2, "De 1 à 2 ans"
    TWO_TO_THREE = 3, "De 2 à 3 ans"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Lundi"
    TUESDAY = 1, "Mardi"
    WEDNESDAY = 2, "Mercredi"
    THURSDAY = 3, "Jeudi"
    FRIDAY = 4, "Vendredi"
    SATURDAY = 5, "Samedi"
    SUNDAY = 6, "Dimanche"


class SubmissionState(models.TextChoices):
    """Of what a professional hands in for ONE to decide about: a photo, a project, a bank statement."""

    WAITING = "en-attente", "En attente"
    APPROVED = "accepte", "Accepté"
    REFUSED = "refuse", "Refusé"
    WITHDRAWN = "retire", "Retiré"
