"""Questions to the project's team: private, for the team alone, and kept no longer than they are of use."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from acte_content.questions.enums import QuestionState
from portal.files.models import ReceivedFile

MAX_NAME, MAX_TEXT, MAX_ATTACHMENTS = 100, 3_000, 3


class TeamQuestion(models.Model):
    """What somebody asks, with how they are answered. `user`: who it was, where they had signed in."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="utilisateur",
    )
    first_name = models.CharField("prénom", max_length=MAX_NAME)
    last_name = models.CharField("nom", max_length=MAX_NAME)
    email = models.EmailField("adresse e-mail")
    text = models.TextField("question")
    asked_at = models.DateTimeField("envoyée le")
    state = models.CharField("état", max_length=20, choices=QuestionState, default=QuestionState.WAITING)
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    # For colleagues: what was answered, or why it was set aside.
    note = models.TextField("note", blank=True)

    class Meta:
        verbose_name = "question sur ACTE"
        verbose_name_plural = "questions sur ACTE"
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state=QuestionState.WAITING),
                name="acte_question_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="acte_question_settled_on_a_day",
                condition=Q(state=QuestionState.WAITING, settled_at__isnull=True)
                | (~Q(state=QuestionState.WAITING) & Q(settled_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        # Without what it says, or who asks: this label goes to logs and to the history.
        return f"Question sur ACTE n°\u00a0{self.pk}"


class QuestionAttachment(models.Model):
    """A file of a question."""

    question = models.ForeignKey(TeamQuestion, on_delete=models.PROTECT, related_name="attachments")
    received = models.OneToOneField(
        ReceivedFile, on_delete=models.PROTECT, related_name="+", verbose_name="fichier reçu"
    )

    class Meta:
        verbose_name = "fichier joint à une question"
        verbose_name_plural = "fichiers joints à une question"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Fichier joint à une question n°\u00a0{self.pk}"
