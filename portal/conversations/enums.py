"""Words of conversations between ONE and the people of a place."""

from django.db import models


class ConversationState(models.TextChoices):
    """Whose turn it is."""

    WITH_PROFESSIONAL = "professionnel", "En attente du professionnel"
    WITH_ONE = "one", "En attente de l’ONE"
    CLOSED = "terminee", "Terminée"
