"""What an action is sorted and filtered by; the values stand in addresses too."""

from django.db.models import TextChoices


class Drawing(TextChoices):
    """The drawings of the axes, made for the project: `img/acte/<value>.svg`, and a pictogram."""

    FOOD = "alimentation", "Une pomme et un bol"
    WATER = "eau", "Une goutte et un arrosoir"
    SURROUNDINGS = "cadre-de-vie", "Une maison et un arbre"
    WASTE = "dechets", "Un bac et des feuilles"
    ENERGY = "energie", "Un soleil et une ampoule"
    PEOPLE = "dynamique-sociale", "Des personnes autour d’une table"

    @property
    def icon(self) -> str:
        """The pictogram of the sprite that stands for it where there is no room for a drawing."""
        return f"axis-{self.value}"


class Difficulty(TextChoices):
    EASY = "facile", "Facile"
    MEDIUM = "moyen", "Moyen"
    AMBITIOUS = "ambitieux", "Ambitieux"

    @property
    def degree(self) -> int:
        """From 1 to 3, as it is drawn beside the word."""
        return list(Difficulty).index(self) + 1


class Cost(TextChoices):
    FREE = "gratuit", "Gratuit"
    LOW = "moins-de-100", "Moins de 100\u00a0€"
    MIDDLE = "100-a-300", "De 100 à 300\u00a0€"
    HIGH = "plus-de-300", "Plus de 300\u00a0€"


class Season(TextChoices):
    SPRING = "printemps", "Printemps"
    SUMMER = "ete", "Été"
    AUTUMN = "automne", "Automne"
    WINTER = "hiver", "Hiver"


class Age(TextChoices):
    UNDER_1 = "0-1", "Moins de 1\u00a0an"
    FROM_1 = "1-2", "De 1 à 2\u00a0ans"
    FROM_2 = "2-3", "De 2 à 3\u00a0ans"
