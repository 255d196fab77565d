"""Words of what editors write."""

from django.db.models import TextChoices


class FaqPlace(TextChoices):
    """The page of frequent questions on which a theme stands."""

    MY = "my", "Questions fréquentes de MY.ONE"
    ACTE = "acte", "Questions de l’accueil en transition écologique (ACTE)"
