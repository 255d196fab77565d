"""The emergency access: for an administrator, on the day on which the federation does not answer.

Off unless `EMERGENCY_ACCESS`; a password and a code of six digits (TOTP, RFC 6238), each used once.
"""

import logging
import time
from typing import cast

import pyotp
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.models import EmergencyKey, User
from portal.accounts.person import person_of
from portal.audit.services import masked, record_modification
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from portal.kernel.private_fields import Private, sealed
from portal.kernel.service import service

logger = logging.getLogger(__name__)

# The code before and the one after are taken too: clocks of telephones differ.
_STEP_SECONDS, _WINDOW = 30, 1
_ISSUER = "ONE Portails"


@sensitive_variables()
@service
def give_emergency_key(*, actor: SystemActor, user: User) -> str:
    """A new key, in place of an earlier one: the `otpauth:` address to be read by a telephone, shown once."""
    secret = pyotp.random_base32()
    EmergencyKey.objects.filter(user=user).delete()
    EmergencyKey.objects.create(user=user, made_at=clock.now(), **sealed(EmergencyKey, "secret", secret))
    record_modification(
        actor=actor, subject=user, changes={"key": ("", masked(secret))}, purpose="clé de secours donnée"
    )
    return pyotp.TOTP(secret).provisioning_uri(name=user.get_username(), issuer_name=_ISSUER)


@service
def take_emergency_key(*, actor: SystemActor, user: User) -> bool:
    """Nobody comes in by it any more. False where there is none."""
    taken, _ = EmergencyKey.objects.filter(user=user).delete()
    if taken:
        changes = {"key": (masked("x"), "")}
        record_modification(actor=actor, subject=user, changes=changes, purpose="clé de secours retirée")
    return bool(taken)


def may_enter(user: User) -> bool:
    """Whether the emergency access is open, and this is somebody for whom it is."""
    person = person_of(user, LoginLevel.EMERGENCY)
    return settings.EMERGENCY_ACCESS and any(held.role is Role.ADMINISTRATOR for held in person.roles)


@sensitive_variables()
@service
def use_code(*, actor: User, code: str) -> bool:
    """Whether this is a code of the actor’s key, of now, and newer than any that was used."""
    key = EmergencyKey.objects.filter(user=actor).first()
    if key is None:
        return False
    totp, now = pyotp.TOTP(cast(Private, key.secret).reveal()), int(time.time()) // _STEP_SECONDS
    steps = [
        step
        for step in range(now - _WINDOW, now + _WINDOW + 1)
        if pyotp.utils.strings_equal(code, totp.generate_otp(step))
    ]
    # The row is taken by whoever comes first: one code opens once.
    used = EmergencyKey.objects.filter(pk=key.pk, last_step__lt=min(steps, default=0))
    if not (steps and used.update(last_step=steps[0])):
        return False
    logger.warning("L’accès de secours a servi (utilisateur n° %s)", actor.pk)
    return True
