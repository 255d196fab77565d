"""Whose organiser it is: its members, and those who are invited to become one."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from portal.accounts.enums import MEMBERS, Role
from portal.facilities.models.facility import Organiser

_ROLES = [(role.value, role.label) for role in Role if role in MEMBERS]


class Membership(models.Model):
    """One person's access to one organiser; the history keeps who gave and who ended it."""

    organiser = models.ForeignKey(Organiser, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=_ROLES)
    since = models.DateField("depuis le")

    class Meta:
        verbose_name = "accès à un pouvoir organisateur"
        verbose_name_plural = "accès à des pouvoirs organisateurs"
        ordering = ["organiser", "pk"]
        constraints = [models.UniqueConstraint(fields=["organiser", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}\u00a0: {self.user.audit_label}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def still_open(self) -> Self:
        """Neither accepted nor withdrawn; it may be too old all the same."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A personal invitation by e-mail. Of its secret only a digest is kept; it opens one access, once."""

    organiser = models.ForeignKey(Organiser, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField("rôle", max_length=20, choices=_ROLES)
    email = models.EmailField("adresse e-mail")
    first_name = models.CharField("prénom", max_length=150)
    last_name = models.CharField("nom", max_length=150)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("invitée le")
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "organiser",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        # Without the address: this label goes to logs and to the history.
        return f"Invitation n° {self.pk} ({self.get_role_display()})"
