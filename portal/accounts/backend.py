"""Who a name and a password belong to."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from portal.accounts.models import User


class ByNameOrEmail(ModelBackend):
    """Signs in by user name, or by e-mail where only one person has it.

    Every refusal costs one hash of a password: the time it takes does not tell whether a name is known.
    """

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """None of Django's own tables: who may do what is in `portal.accounts.rights`."""
        return set()

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The user, or None: unknown, shared e-mail, wrong password and inactive are one answer."""
        if not username or password is None:
            return None
        user = known_as(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


def known_as(name: str) -> User | None:
    """The one user of this user name, or else of this e-mail address, whatever the case.

    A user name wins: no address can take it away from its owner, since names hold no @.
    """
    name = name.strip()
    named = User.objects.filter(username=name).first() or _only(username__iexact=name)
    return named or (_only(email__iexact=name, is_active=True) if "@" in name else None)


def _only(**wanted: Any) -> User | None:
    found = list(User.objects.filter(**wanted).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
