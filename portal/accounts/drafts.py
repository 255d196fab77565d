"""What was typed into a form whose session had ended: sealed, carried by the browser, given back.

Nothing of it is kept on the server. The page of the log-in carries it as a hidden field that only we can
read, and that opens for the person who typed it, at the address it was meant for, within an hour.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, QueryDict

from portal.accounts.sealing import Unsealable, seal, unseal
from portal.accounts.sessions import last_seen

FIELD = "draft"
VALID = timedelta(hours=1)
_PURPOSE = "draft"
# Passwords are typed again.
_NEVER_KEPT = ("password", "csrfmiddlewaretoken", FIELD)


@dataclass(frozen=True, slots=True)
class Draft:
    """Whose it is, where it was to go, what was typed."""

    owner_id: int
    path: str
    typed: QueryDict


def sealed_draft(request: HttpRequest) -> str:
    """The form of this request, sealed; empty where nobody knows who typed it."""
    seen = last_seen(request)
    if seen is None:
        return ""
    typed = request.POST.copy()
    for name in list(typed):
        if any(never in name for never in _NEVER_KEPT):
            del typed[name]
    return seal(_PURPOSE, [seen.user_id, request.get_full_path(), typed.urlencode()])


def carried(request: HttpRequest) -> str:
    """The draft that this request carries along; empty where it is none of ours, or too old."""
    token = request.POST.get(FIELD, "")
    try:
        unseal(_PURPOSE, token, valid=VALID)
    except Unsealable:
        return ""
    return token


def open_draft(token: str, *, user_id: int) -> Draft | None:
    """What this user had typed; None where it is somebody else's, too old, or no draft."""
    try:
        owner_id, path, typed = unseal(_PURPOSE, token, valid=VALID)
    except Unsealable:
        return None
    return Draft(owner_id, path, QueryDict(typed)) if owner_id == user_id else None
