"""Words of the helpdesk."""

from django.db import models


class MessageCategory(models.TextChoices):
    QUESTION = "question", "Une question"
    PROBLEM = "probleme", "Un problème technique"
    SUGGESTION = "suggestion", "Une suggestion"


class MessageState(models.TextChoices):
    SENT = "envoye", "Envoyé"
    IN_HAND = "en-cours", "En cours"
    # With the people who look after the software: the second line.
    SECOND_LINE = "informatique", "En attente de l’informatique"
    TREATED = "traite", "Traité"


class ConversionState(models.TextChoices):
    """Of a conversion that failed since somebody else has the number."""

    WAITING = "en-attente", "En attente"
    FREED = "libere", "Numéro libéré"
    EXPLAINED = "explique", "Expliqué à la personne"


class ReplyKind(models.TextChoices):
    """What was written after a message; a note is for those who treat messages alone."""

    ANSWER = "reponse", "Réponse du helpdesk"
    FOLLOW_UP = "suite", "Suite du message"
    NOTE = "note", "Note interne"
