"""Sealing what a browser or an e-mail carries for us: whoever carries it can neither read nor change it."""

import base64
import json
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from portal.kernel import clock


class Unsealable(Exception):  # noqa: N818 -- names what is so
    """Not sealed by us for this purpose, changed on its way, or too old."""


def seal(purpose: str, content: Any) -> str:
    """`content` (what JSON has a form for), encrypted and signed; safe in an address and in a form."""
    return _box(purpose).encrypt_at_time(json.dumps(content).encode(), _seconds()).decode()


def unseal(purpose: str, token: str, *, valid: timedelta) -> Any:
    """What `seal` was given for the same purpose, no longer ago than `valid`. `Unsealable` otherwise."""
    try:
        opened = _box(purpose).decrypt_at_time(token.encode(), int(valid.total_seconds()), _seconds())
    except (InvalidToken, UnicodeError) as error:
        raise Unsealable from error
    return json.loads(opened)


def _box(purpose: str) -> MultiFernet:
    """Keys of this purpose only, made of SECRET_KEY; earlier ones still open."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(purpose, key)) for key in keys])


def _key(purpose: str, secret: str) -> bytes:
    digest = salted_hmac(f"portal.accounts.sealing.{purpose}", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)


def _seconds() -> int:
    return int(clock.now().timestamp())
