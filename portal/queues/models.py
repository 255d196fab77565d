"""What the queues themselves keep: who has taken an item, who decided it, and canned reasons."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

MAX_LABEL, MAX_REASON = 100, 5_000


class ClaimQuerySet(models.QuerySet["Claim"]):
    def alive(self, now: datetime) -> Self:
        """Those that have not run out: an older one counts for nothing, whoever forgot it."""
        return self.filter(until__gt=now)


class Claim(models.Model):
    """Somebody has this item on their screen, until then. It runs out by itself."""

    queue = models.CharField("file d’attente", max_length=40)
    item_id = models.PositiveBigIntegerField("élément")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="pris par"
    )
    taken_at = models.DateTimeField("pris le")
    until = models.DateTimeField("jusqu’à")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "prise d’un élément"
        verbose_name_plural = "prises d’éléments"
        constraints = [models.UniqueConstraint(fields=["queue", "item_id"], name="claim_once")]
        indexes = [models.Index(fields=["until"], name="claim_until")]

    def __str__(self) -> str:
        return f"{self.queue} n°\u00a0{self.item_id}"


class DecisionMade(models.Model):
    """Who decided what of which item; taken back at `undone_at`. What it changed is the domain's."""

    queue = models.CharField("file d’attente", max_length=40)
    item_id = models.PositiveBigIntegerField("élément")
    decision = models.CharField("décision", max_length=40)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="décidé par"
    )
    at = models.DateTimeField("décidé le")
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "décision dans une file d’attente"
        verbose_name_plural = "décisions dans les files d’attente"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["queue", "item_id", "-at"], name="decision_of_item"),
            models.Index(fields=["by", "queue", "-at"], name="decision_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.queue} n°\u00a0{self.item_id}\u00a0: {self.decision}"


class Reason(models.Model):
    """A canned text for a decision of a queue: what agents choose it by, what the person reads."""

    queue = models.CharField("file d’attente", max_length=40)
    decision = models.CharField("décision", max_length=40)
    label = models.CharField("intitulé", max_length=MAX_LABEL)
    text = models.TextField("texte", max_length=MAX_REASON)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    # Not deleted: what was sent with it stays, and nobody offers it again by restoring a default.
    is_offered = models.BooleanField("proposé aux agents", default=True)
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "motif ou réponse type"
        verbose_name_plural = "motifs et réponses types"
        ordering = ["queue", "decision", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "decision", "label"], name="reason_once", condition=Q(is_offered=True)
            )
        ]

    def __str__(self) -> str:
        return self.label
