"""People who sign in."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from portal.kernel.private_fields import DIGEST_LENGTH, PrivateModel, PrivateTextField
from search.analysis import fold

_NAMES = frozenset({"first_name", "last_name", "username"})


class User(PrivateModel, AbstractUser):
    """A person with an access of their own to PRO.ONE or OFFICE.ONE.

    The NISS is written by `identification.state_niss` alone, and found by `user_of_niss`.
    """

    niss = PrivateTextField("NISS", purpose="accounts.user.niss", digest_field="niss_digest")
    niss_digest = models.CharField(
        "empreinte du NISS", max_length=DIGEST_LENGTH, unique=True, null=True, blank=True, editable=False
    )

    converted_at = models.DateTimeField("converti le", null=True, blank=True, editable=False)
    name_key = models.CharField("nom replié", max_length=900, editable=False, default="", db_index=True)
    # Sessions that began before are none any more, nor when a deactivated account is active again.
    sessions_from = models.DateTimeField("sessions à partir de", null=True, blank=True, editable=False)

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
            ),
            # No right exists beside the table (portal.accounts.rights): Wagtail would give a superuser all.
            models.CheckConstraint(name="user_is_no_superuser", condition=Q(is_superuser=False)),
        ]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """With the names, what people are ordered and found by."""
        self.name_key = fold(f"{self.last_name} {self.first_name} {self.username}")
        if update_fields is not None and not _NAMES.isdisjoint(update_fields):
            update_fields = {*update_fields, "name_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def has_niss(self) -> bool:
        """Without looking at the number: its digest stands and falls with it."""
        return self.niss_digest is not None

    @property
    def is_converted(self) -> bool:
        """Whether strong login knows who this is: by NISS, or by the keys of somebody who has none."""
        return self.has_niss or hasattr(self, "federated_identity")

    @property
    def audit_label(self) -> str:
        return self.get_full_name() or self.get_username()
