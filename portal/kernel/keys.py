"""The keys of private values: how they are written, and what makes them unfit.

Each key has an id, which stands before whatever was made with it. A ring holds several, so that a new key may
come while old values are still read. No settings and no models here: the settings themselves read it.

    python -m portal.kernel.keys        # a new key, ready to be put first
"""

import base64
import binascii
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
BETWEEN = ":"
KEY_ID = r"[A-Za-z0-9]{1,16}"
_KEY_ID = re.compile(KEY_ID)
# 32 random bytes have some 30 different ones; a sentence, or a key that was typed, has fewer.
_FEWEST_DIFFERENT_BYTES = 20


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; new values are made with `current`."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str

    @classmethod
    def parse(cls, text: str, name: str) -> "KeyRing":
        """`"2:base64…,1:base64…"`, the current one first. ImproperlyConfigured names the setting, no key."""
        keys: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            key_id, _, encoded = part.partition(BETWEEN)
            key = _decoded(encoded)
            if not _KEY_ID.fullmatch(key_id) or len(key) != KEY_BYTES:
                raise ImproperlyConfigured(
                    f"{name}: each key is an id of letters and digits, a colon, and {KEY_BYTES} random bytes "
                    "in base64; comma between."
                )
            if key_id in keys or key in keys.values():
                raise ImproperlyConfigured(f"{name}: each key and each id stands there once.")
            keys[key_id] = key
        if not keys:
            raise ImproperlyConfigured(f"{name} holds no key.")
        return cls(keys, next(iter(keys)))


def check_for_production(rings: Mapping[str, str], *, secret_key: str, known: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured where keys are missing, known to all, not random, or one serves two ends.

    `rings` are settings by name, `known` the fixed keys of development.
    """
    public = {key for name, text in known.items() for key in KeyRing.parse(text, name).keys.values()}
    used: dict[bytes, str] = {}
    for name, text in rings.items():
        for key in KeyRing.parse(text, name).keys.values():
            if key in public:
                raise ImproperlyConfigured(f"{name}: a fixed key of development protects nothing.")
            if len(set(key)) < _FEWEST_DIFFERENT_BYTES:
                raise ImproperlyConfigured(f"{name}: a key is not random. See docs/security.md.")
            if key in used:
                raise ImproperlyConfigured(f"{name} and {used[key]} share a key: each needs its own.")
            if _is_in(key, secret_key):
                raise ImproperlyConfigured(f"{name} and SECRET_KEY share a key: each needs its own.")
            used[key] = name


def new_key(now: datetime | None = None) -> str:
    """A random key behind an id made of the day: `20260504:base64…`."""
    day = (now or datetime.now(UTC)).strftime("%Y%m%d")
    return f"{day}{BETWEEN}{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_in(key: bytes, secret_key: str) -> bool:
    """Whether SECRET_KEY is this key or holds it: as it is, in base64 with or without its end, or in hex."""
    written = base64.b64encode(key).decode().rstrip("=")
    shapes = (written, written.translate(str.maketrans("+/", "-_")), key.hex())
    return key in secret_key.encode() or any(shape.lower() in secret_key.lower() for shape in shapes)


if __name__ == "__main__":
    sys.stdout.write(new_key() + "\n")
