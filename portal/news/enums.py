"""Words of what ONE tells professionals."""

from django.db import models


class AnnouncementKind(models.TextChoices):
    RULES = "regles", "Règles"
    SESSION = "seance", "Séance d’information"
    SURVEY = "enquete", "Enquête"


class Delivery(models.TextChoices):
    """How somebody wants the Flash accueil."""

    EMAIL = "e-mail", "Par e-mail"
    POST = "courrier", "Par courrier postal"
    BOTH = "les-deux", "Par e-mail et par courrier"
