"""What professionals hand in for ONE to decide about: photos, pedagogical projects, bank statements. Private.

What parents get of it are copies on the public media, made when it is approved (`public_token`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.facilities.enums import SubmissionState
from portal.facilities.models.facility import Facility, Organiser
from portal.files.models import ReceivedFile

_WAITS = Q(state=SubmissionState.WAITING)
_APPROVED = Q(state=SubmissionState.APPROVED)
_REFUSED = Q(state=SubmissionState.REFUSED)
_PUBLISHED_IS_APPROVED = (_APPROVED & ~Q(public_token="")) | (~_APPROVED & Q(public_token=""))
_REFUSED_HAS_A_REASON = ~_REFUSED | ~Q(reason="")


class Submission(models.Model):
    """One file, who sent it, and what an agent decided about it, when and why."""

    received = models.OneToOneField(
        ReceivedFile, on_delete=models.PROTECT, related_name="+", verbose_name="fichier reçu"
    )
    state = models.CharField("état", max_length=12, choices=SubmissionState, default=SubmissionState.WAITING)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="envoyé par",
    )
    sent_at = models.DateTimeField("envoyé le")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidé par",
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    reason = models.CharField("motif", max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.state == SubmissionState.WAITING

    @property
    def is_approved(self) -> bool:
        return self.state == SubmissionState.APPROVED

    @property
    def is_refused(self) -> bool:
        return self.state == SubmissionState.REFUSED


class Photo(Submission):
    """A picture of a facility. `position` orders those of a facility, from 1."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveIntegerField("place")
    # Read out to whoever does not see the picture: none is shown without.
    description = models.CharField("texte alternatif", max_length=200)
    width = models.PositiveIntegerField("largeur")
    height = models.PositiveIntegerField("hauteur")
    public_token = models.CharField("nom public", max_length=32, blank=True)

    class Meta:
        verbose_name = "photo"
        verbose_name_plural = "photos"
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["sent_at"], condition=_WAITS, name="photo_waiting")]
        constraints = [
            models.CheckConstraint(name="photo_public_when_approved", condition=_PUBLISHED_IS_APPROVED),
            models.CheckConstraint(name="photo_refused_with_a_reason", condition=_REFUSED_HAS_A_REASON),
            models.CheckConstraint(name="photo_is_described", condition=~Q(description="")),
        ]

    def __str__(self) -> str:
        return f"Photo n°\u00a0{self.pk}"


class PedagogicalProject(Submission):
    """A facility's pedagogical project as a PDF, beside its text: one that is public, one that waits."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="projects")
    public_token = models.CharField("nom public", max_length=32, blank=True)

    class Meta:
        verbose_name = "projet pédagogique en PDF"
        verbose_name_plural = "projets pédagogiques en PDF"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sent_at"], condition=_WAITS, name="project_waiting")]
        constraints = [
            models.CheckConstraint(name="project_public_when_approved", condition=_PUBLISHED_IS_APPROVED),
            models.CheckConstraint(name="project_refused_with_a_reason", condition=_REFUSED_HAS_A_REASON),
            models.UniqueConstraint(fields=["facility"], condition=_WAITS, name="project_waits_once"),
            models.UniqueConstraint(fields=["facility"], condition=_APPROVED, name="project_public_once"),
        ]

    def __str__(self) -> str:
        return f"Projet pédagogique n°\u00a0{self.pk}"


class BankStatement(Submission):
    """Relevé d'identité bancaire: the proof of one account, as it was in that version of it."""

    organiser = models.ForeignKey(Organiser, on_delete=models.PROTECT, related_name="bank_statements")
    account_version = models.PositiveIntegerField("version du compte")

    class Meta:
        verbose_name = "relevé d’identité bancaire"
        verbose_name_plural = "relevés d’identité bancaire"
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["sent_at"], condition=_WAITS, name="bank_statement_waiting")]
        constraints = [
            models.CheckConstraint(
                name="bank_statement_refused_with_a_reason", condition=_REFUSED_HAS_A_REASON
            ),
            models.UniqueConstraint(fields=["organiser"], condition=_WAITS, name="bank_statement_waits_once"),
        ]

    def __str__(self) -> str:
        return f"Relevé d’identité bancaire n°\u00a0{self.pk}"
