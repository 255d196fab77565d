"""Whom we asked whether a statement of availability is still true, and with which link they may answer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.facilities.models.listing import Listing


class FreshnessReminder(models.Model):
    """One person was asked, once, about what a listing states since `stated_on`.

    The link of the e-mail, if there is one, is its last: of its secret and of the address it went to, only
    digests are kept.
    """

    # Its index is that of the constraint below, which begins with the listing.
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stated_on = models.DateField("disponibilité confirmée le")
    reminded_at = models.DateTimeField("rappelée le")
    link_digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_sent_to = models.CharField(max_length=64, blank=True, editable=False)
    link_expires_at = models.DateTimeField("lien valable jusqu’au", null=True, blank=True)
    link_used_at = models.DateTimeField("lien utilisé le", null=True, blank=True)

    class Meta:
        verbose_name = "rappel de disponibilité"
        verbose_name_plural = "rappels de disponibilité"
        # By when somebody was asked: the day of a statement may be set back.
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["listing", "stated_on", "user"], name="freshness_reminder_once"),
            models.CheckConstraint(
                name="freshness_link_is_whole",
                condition=Q(link_digest__isnull=True, link_sent_to="", link_expires_at__isnull=True)
                | (Q(link_digest__isnull=False, link_expires_at__isnull=False) & ~Q(link_sent_to="")),
            ),
        ]

    def __str__(self) -> str:
        # For logs: neither a name nor an address.
        return f"Rappel de disponibilité n°\u00a0{self.pk}"
