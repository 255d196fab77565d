"""Key rings for tests: a key of each id, always the same."""

import base64
import hashlib
from typing import Any


def key(of: str) -> str:
    """32 bytes in base64."""
    return base64.b64encode(hashlib.sha256(of.encode()).digest()).decode()


def ring(name: str, ids: str) -> str:
    """`ring("FIELD_KEYS", "2 1")`: two keys, "2" the current one."""
    return ",".join(f"{each}:{key(f'{name} {each}')}" for each in ids.split())


def use(settings: Any, *, fields: str, digests: str = "1") -> None:
    """Let the keys of these ids be the present ones."""
    settings.FIELD_KEYS = ring("FIELD_KEYS", fields)
    settings.DIGEST_KEYS = ring("DIGEST_KEYS", digests)
