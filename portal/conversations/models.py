"""What ONE writes to the people of a place, and what they answer: for them and the function that wrote."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.enums import Role
from portal.conversations.enums import ConversationState
from portal.facilities.models import Facility

MAX_SUBJECT = 120


class Conversation(models.Model):
    """About one facility, begun by an agent: its answers are for whoever has the function of that agent."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="+", verbose_name="milieu d’accueil"
    )
    subject = models.CharField("objet", max_length=MAX_SUBJECT)
    function = models.CharField(
        "fonction", max_length=30, choices=[(role.value, role.label) for role in Role]
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="commencée par"
    )
    begun_at = models.DateTimeField("commencée le")
    state = models.CharField("état", max_length=20, choices=ConversationState)
    # Of the message that is to be answered, whoever has to.
    waits_since = models.DateTimeField("attend depuis le")

    class Meta:
        verbose_name = "conversation"
        verbose_name_plural = "conversations"
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(
                fields=["waits_since"],
                condition=Q(state=ConversationState.WITH_ONE),
                name="conversation_waiting",
            )
        ]

    def __str__(self) -> str:
        # Without what it is about: this label goes to logs and to the history.
        return f"Conversation n°\u00a0{self.pk}"


class ConversationMessage(models.Model):
    """One text of it, by an agent (`is_from_one`) or by somebody of the place."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="de"
    )
    is_from_one = models.BooleanField("de l’ONE")
    text = models.TextField("texte")
    at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "message d’une conversation"
        verbose_name_plural = "messages de conversations"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"Message de conversation n°\u00a0{self.pk}"
