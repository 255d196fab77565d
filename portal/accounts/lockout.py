"""Trying a password: after too many failures of one name from one address, not for a while.

django-axes counts. Of who tries, it is told only what it counts by: a digest of what was typed as a name
(which may be a password in the wrong field) and the address. No browser, no page, no form.
"""

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.accounts.backend import known_as
from portal.accounts.models import User
from portal.accounts.person import Person
from portal.accounts.rights import Right
from portal.accounts.services import note_lock_out
from portal.audit.services import record_modification
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.service import service
from portal.limits.clients import address_of

_DOOR = SystemActor("connexion")


def try_password(request: HttpRequest, name: str, password: str) -> User | None:
    """The user whose name and password these are, unless locked; the failure that locks is in the history."""
    if locked_until(request, name):
        return None
    user = authenticate(_bare(request), username=name, password=password)
    if isinstance(user, User):
        forgive(name, address=client_address(request))
        return user
    if locked_until(request, name) and (owner := known_as(name)):
        # Of a name that nobody has, nothing is kept: it may be a password.
        note_lock_out(actor=_DOOR, user=owner)
    return None


def locked_until(request: HttpRequest, name: str) -> datetime | None:
    """When this name may be tried again from this address; None: now."""
    cool_off: timedelta = settings.AXES_COOLOFF_TIME
    attempt = AccessAttempt.objects.filter(
        username=_digest(name),
        ip_address=client_address(request),
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=clock.now() - cool_off,
    ).first()
    return attempt.attempt_time + cool_off if attempt else None


def forgive(*names: str, address: str | None = None) -> None:
    """Forget failures of these names, from one address or all: somebody has shown to be their owner."""
    failures = AccessAttempt.objects.filter(username__in=[_digest(name) for name in names])
    (failures.filter(ip_address=address) if address else failures).delete()


def is_locked_out(user: User) -> bool:
    """Whether this user's names are locked from some address just now."""
    return (
        _failures(user)
        .filter(
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=clock.now() - settings.AXES_COOLOFF_TIME,
        )
        .exists()
    )


@service
def unlock(*, actor: Person, user: User) -> bool:
    """Let somebody try their password again, at once and from everywhere. False where nothing was locked."""
    if not actor.may(Right.RESET_PASSWORD):
        raise PermissionDenied
    was_locked = is_locked_out(user)
    _failures(user).delete()
    if was_locked:
        record_modification(
            actor=actor, subject=user, changes={"lock": ("bloqué", "débloqué")}, purpose="connexion débloquée"
        )
    return was_locked


def _failures(user: User) -> QuerySet[AccessAttempt]:
    """Of both names by which the user is known."""
    names = filter(None, (user.get_username(), user.email))
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        username__in=[_digest(name) for name in names]
    )
    return found


def name_digest(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What django-axes keeps instead of a name (`AXES_USERNAME_CALLABLE`)."""
    return _digest((credentials or {}).get("username") or "")


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as far as it can be believed (`AXES_CLIENT_IP_CALLABLE`)."""
    return str(address_of(request) or "0.0.0.0")  # noqa: S104 -- a proxy that does not tell


def _bare(request: HttpRequest) -> HttpRequest:
    bare = HttpRequest()
    bare.method = "POST"
    bare.META = {"REMOTE_ADDR": client_address(request)}
    return bare


def _digest(name: str) -> str:
    return salted_hmac("portal.accounts.lockout", name.strip().casefold(), algorithm="sha256").hexdigest()
