"""By what the Belgian federation (CSAM) and an emergency know a person, beside their NISS."""

from typing import Self

from django.db import models
from django.db.models import Q

from portal.accounts.models.user import User
from portal.kernel.private_fields import DIGEST_LENGTH, PrivateModel, PrivateTextField


class FederatedIdentity(PrivateModel):
    """The federation's own identifier of somebody who has no NISS: theirs alone, linked by invitation."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="federated_identity")
    subject = PrivateTextField(
        "identifiant de la fédération", purpose="accounts.federation.subject", digest_field="subject_digest"
    )
    subject_digest = models.CharField(
        "empreinte de l’identifiant", max_length=DIGEST_LENGTH, unique=True, editable=False
    )
    linked_at = models.DateTimeField("liée le")

    class Meta:
        verbose_name = "identité fédérée"
        verbose_name_plural = "identités fédérées"

    def __str__(self) -> str:
        return f"Identité fédérée n° {self.pk}"


class KeyInvitationQuerySet(models.QuerySet["KeyInvitation"]):
    def still_open(self) -> Self:
        """Neither used nor withdrawn; it may be too old all the same."""
        return self.filter(used_at=None, withdrawn_at=None)


class KeyInvitation(models.Model):
    """A personal invitation to link BOSA keys to one's user. Of its secret only a digest is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="key_invitations")
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("invitée le")
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("utilisée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = KeyInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation à lier des clés"
        verbose_name_plural = "invitations à lier des clés"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="key_invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation à lier des clés n° {self.pk}"


class EmergencyKey(PrivateModel):
    """What an administrator's telephone makes six digits of, for the day on which no federation answers."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="emergency_key")
    secret = PrivateTextField("secret", purpose="accounts.emergency.secret")
    # Half minutes since 1970: a code that was used, and those before it, open nothing any more.
    last_step = models.PositiveBigIntegerField("dernier code utilisé", default=0)
    made_at = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "clé de secours"
        verbose_name_plural = "clés de secours"

    def __str__(self) -> str:
        return f"Clé de secours n° {self.pk}"
