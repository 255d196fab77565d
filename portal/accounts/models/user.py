"""People who sign in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with an access of their own to PRO.ONE or OFFICE.ONE."""

    # Of this log-in, not of the person: set on the instance by whoever let them in, kept in no column.
    level: int | None = None

    class Meta(AbstractUser.Meta):
        verbose_name = "utilisateur"
        verbose_name_plural = "utilisateurs"

    @property
    def audit_label(self) -> str:
        return self.get_full_name() or self.get_username()
