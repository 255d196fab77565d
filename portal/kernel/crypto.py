"""Private values at rest: sealed with one key, found again by a digest under another.

Neither key is made from the other, nor from `SECRET_KEY`: who learns one has not learnt the rest. A *purpose*
(the column's name) is bound into both: a value that is copied into another column can't be opened there, and
two columns that hold one number don't show it.

Whatever handles a text here is `sensitive_variables`: an error report shows none of its variables.
"""

import base64
import binascii
import functools
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from portal.kernel.keys import BETWEEN, KEY_ID, KeyRing

_NONCE_BYTES = 12
_TAG_BYTES = 16
_SEALED = re.compile(rf"{KEY_ID}{BETWEEN}[A-Za-z0-9+/]{{{(_NONCE_BYTES + _TAG_BYTES) * 4 // 3},}}={{0,2}}")


class Unreadable(ValueError):  # noqa: N818 -- names what is so
    """A sealed value that none of our keys opens, or that was altered or moved. Nothing of it is told."""


@sensitive_variables()
def seal(text: str, purpose: str) -> str:
    """The text encrypted with the current key (AES-256-GCM): the key's id, a colon, and base64."""
    ring = _sealing()
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(ring.keys[ring.current]).encrypt(nonce, text.encode(), purpose.encode())
    return f"{ring.current}{BETWEEN}{base64.b64encode(nonce + sealed).decode()}"


@sensitive_variables()
def unseal(token: str, purpose: str) -> str:
    """The text of what `seal` made for the same purpose. Unreadable for anything else."""
    key_id, _, encoded = token.partition(BETWEEN)
    key = _sealing().keys.get(key_id)
    if key is None:
        raise Unreadable("no such key")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        raise Unreadable("altered, or of another purpose") from None


@sensitive_variables()
def digest(text: str, purpose: str) -> str:
    """What the text is found by: the current key's id, a colon, and 64 hexadecimal digits (HMAC-SHA256)."""
    ring = _finding()
    return _digest(ring, ring.current, text, purpose)


@sensitive_variables()
def digests(text: str, purpose: str) -> list[str]:
    """The digests under every key, the current one first: while keys change, any of them may be stored."""
    ring = _finding()
    return [_digest(ring, key_id, text, purpose) for key_id in ring.keys]


@sensitive_variables()
def contradicts(stored: str, text: str, purpose: str) -> bool:
    """Whether a stored digest, of a key that we have, is not that of this text: one of the two was moved."""
    ring, key_id = _finding(), stored.partition(BETWEEN)[0]
    return key_id in ring.keys and not hmac.compare_digest(stored, _digest(ring, key_id, text, purpose))


def is_sealed(token: str) -> bool:
    """Whether this has the shape of what `seal` makes: a text in clear has not."""
    return _SEALED.fullmatch(token) is not None


def is_current(token: str) -> bool:
    """Whether a sealed value was made with the current key."""
    return token.partition(BETWEEN)[0] == _sealing().current


def key_ids() -> list[str]:
    """The ids of the keys that open sealed values, the current one first."""
    return list(_sealing().keys)


def _digest(ring: KeyRing, key_id: str, text: str, purpose: str) -> str:
    # The length of the purpose first, so that no two pairs of purpose and text are one message.
    message = f"{len(purpose)}{BETWEEN}{purpose}{BETWEEN}{text}".encode()
    return f"{key_id}{BETWEEN}{hmac.new(ring.keys[key_id], message, hashlib.sha256).hexdigest()}"


@functools.lru_cache(maxsize=8)
def _ring(text: str, name: str) -> KeyRing:
    return KeyRing.parse(text, name)


def _sealing() -> KeyRing:
    return _ring(settings.FIELD_KEYS, "FIELD_KEYS")


def _finding() -> KeyRing:
    return _ring(settings.DIGEST_KEYS, "DIGEST_KEYS")
