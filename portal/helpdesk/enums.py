"""Words of the helpdesk."""

from django.db import models


class MessageCategory(models.TextChoices):
    QUESTION = "question", "Une question"
    PROBLEM = "probleme", "Un problème technique"
    SUGGESTION = "suggestion", "Une suggestion"


class MessageState(models.TextChoices):
    SENT = "envoye", "Envoyé"
    IN_HAND = "en-cours", "En cours"
    TREATED = "traite", "Traité"
