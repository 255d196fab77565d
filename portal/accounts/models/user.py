"""People who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from portal.kernel.private_fields import DIGEST_LENGTH, PrivateModel, PrivateTextField


class User(PrivateModel, AbstractUser):
    """A person with an access of their own to PRO.ONE or OFFICE.ONE.

    The NISS is written by `identification.state_niss` alone, and found by `user_of_niss`.
    """

    niss = PrivateTextField("NISS", purpose="accounts.user.niss", digest_field="niss_digest")
    niss_digest = models.CharField(
        "empreinte du NISS", max_length=DIGEST_LENGTH, unique=True, null=True, blank=True, editable=False
    )

    # Of this log-in, not of the person: set on the instance by whoever let them in, kept in no column.
    level: int | None = None

    class Meta(AbstractUser.Meta):
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"
        constraints = [
            models.CheckConstraint(
                name="user_niss_with_its_digest",
                condition=Q(niss__isnull=True, niss_digest__isnull=True)
                | Q(niss__isnull=False, niss_digest__isnull=False),
            )
        ]

    @property
    def audit_label(self) -> str:
        return self.get_full_name() or self.get_username()
