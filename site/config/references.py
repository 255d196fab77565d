"""By which reference all that was logged of one request, or of one run of a command, is found again.

A request's is answered in `X-Request-ID`, stands on every line that is logged meanwhile and on the page that
says that something went wrong, so that a person can quote it to the helpdesk.
"""

import base64
import os
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from config.redaction import is_number_of_somebody

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
# What proxies send: a UUID, a trace, a number. Nothing that could end a line or a quotation.
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{6,62}[A-Za-z0-9]")

_request: ContextVar[str] = ContextVar("reference_of_the_request", default="")
_run = ""


def of_request() -> str:
    """The reference of the request that this thread answers; empty between requests."""
    return _request.get()


def of_run() -> str:
    """The reference of the command that this process runs; empty in a web process."""
    return _run


def made() -> str:
    """A new one, to be read out on the phone: `k3qh-7wzd-m2xa`, no figure that looks like a letter."""
    text = base64.b32encode(os.urandom(8))[:12].decode("ascii").lower()
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def taken_or_made(given: str) -> str:
    """What a proxy gave, where it is harmless; else a new one. Nobody passes a national number on as one."""
    return given if _SAFE.fullmatch(given) and not is_number_of_somebody(given) else made()


def begin_request(given: str = "") -> str:
    """From here on this thread works for a new request. The answer's last byte ends it: see `end_request`."""
    reference = taken_or_made(given) if given else made()
    _request.set(reference)
    return reference


def end_request(**kwargs: object) -> None:
    """Receiver of `request_finished`: gunicorn has written its line by then, and a stream has been read."""
    _request.set("")


def begin_run() -> str:
    """Give this process a reference: for `manage.py`. All its threads log with it."""
    global _run
    _run = made()
    return _run


def identify(
    get_response: Callable[["HttpRequest"], "HttpResponseBase"],
) -> Callable[..., "HttpResponseBase"]:
    """The outermost middleware: gives each request its reference, and tells it in the answer."""
    from django.core.signals import request_finished

    request_finished.connect(end_request, dispatch_uid="config.references")

    def middleware(request: "HttpRequest") -> "HttpResponseBase":
        reference = begin_request(request.META.get("HTTP_X_REQUEST_ID", ""))
        response = get_response(request)
        response[HEADER] = reference
        return response

    return middleware
