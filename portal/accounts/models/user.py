"""People who sign in."""

from typing import Any

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

    # Counted up to end every session of a person at once.
    session_epoch = models.PositiveIntegerField("rang des sessions", default=0, editable=False)
    converted_at = models.DateTimeField("converti le", null=True, blank=True, editable=False)

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

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django's tie between a session and the password, and to the epoch beside it."""
        tied: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # not in the stubs
        return f"{tied}.{self.session_epoch}" if self.session_epoch else tied

    @property
    def is_converted(self) -> bool:
        """Whether strong login knows who this is: by NISS, or by the keys of somebody who has none."""
        return self.niss is not None or hasattr(self, "federated_identity")

    @property
    def audit_label(self) -> str:
        return self.get_full_name() or self.get_username()
