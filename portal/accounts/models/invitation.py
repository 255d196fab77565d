"""Who is invited to work in OFFICE.ONE, and with which function."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from portal.accounts.enums import FUNCTIONS, IN_CHARGE, Role, Territory
from portal.accounts.models.user import User


class AgentInvitationQuerySet(models.QuerySet["AgentInvitation"]):
    def still_open(self) -> Self:
        """Neither accepted nor withdrawn; it may be too old all the same."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class AgentInvitation(models.Model):
    """A personal invitation by e-mail to one function of an agent. Of its secret only a digest is kept."""

    first_name = models.CharField("prénom", max_length=150)
    last_name = models.CharField("nom", max_length=150)
    email = models.EmailField("adresse e-mail")
    function = models.CharField(
        "fonction", max_length=30, choices=[(role.value, role.label) for role in Role if role in FUNCTIONS]
    )
    territory = models.CharField("territoire", max_length=20, choices=Territory, blank=True)
    since = models.DateField("à partir du")
    until = models.DateField("jusqu’au", null=True, blank=True)
    secret_digest = models.CharField(max_length=64, unique=True, editable=False)
    # Nobody: the server's own administrator, by a command.
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    invited_at = models.DateTimeField("invitée le")
    expires_at = models.DateTimeField("valable jusqu’au")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects = AgentInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation d’agent"
        verbose_name_plural = "invitations d’agents"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "function",
                "territory",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="agent_invitation_open_once",
            ),
            models.CheckConstraint(
                name="agent_invitation_ends_one_way",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="agent_invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agent_invitation_in_order", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="agent_invitation_territory",
                condition=(Q(function__in=sorted(IN_CHARGE)) & ~Q(territory=""))
                | (~Q(function__in=sorted(IN_CHARGE)) & Q(territory="")),
            ),
        ]

    def __str__(self) -> str:
        # Without name and address: this label goes to logs and to the history.
        return f"Invitation d’agent n° {self.pk} ({self.post_words})"

    @property
    def post_words(self) -> str:
        """« Agent conseil (ACA) (Liège) », as the post will be called."""
        where = f" ({self.get_territory_display()})" if self.territory else ""
        return f"{self.get_function_display()}{where}"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"
