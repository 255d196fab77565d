"""Words of the questions that people send about ACTE."""

from django.db.models import TextChoices


class QuestionState(TextChoices):
    WAITING = "en-attente", "En attente"
    ANSWERED = "repondue", "Répondue"
    SET_ASIDE = "ecartee", "Écartée"
