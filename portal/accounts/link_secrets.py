"""The secret of a personal invitation: in the link of one e-mail, and nowhere else; we keep its digest."""

import hashlib
import secrets
from datetime import timedelta

INVITATION_LASTS = timedelta(days=14)
_BYTES = 32


def new_secret() -> str:
    """Random, 256 bits long, safe in an address."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """By which a secret is found again. Without a key: nobody guesses what is random and so long."""
    return hashlib.sha256(secret.encode()).hexdigest()
