"""Limits on views: `@limited("search")`, with the rates of `settings.LIMITS["search"]`.

    LIMITS = {"contact": {"each": "5/1h", "total": "200/1h", "kept": "database"}}

    @limited("contact")
    def contact(request): ...

A use is counted for whoever asks (`each`) and for all of them (`total`), or for neither. Where uses are kept
decides what happens when that fails: `machine`, the file of one machine, lets everybody pass, since it only
keeps the public pages up; `database` holds over all machines and lets nobody pass, since it keeps somebody
from guessing passwords or sending mails in our name. It counts what is posted only: a GET writes nothing.
"""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.kernel import clock
from portal.limits import answers, metrics
from portal.limits.clients import client_of, digest
from portal.limits.database import Database
from portal.limits.rates import Rate
from portal.limits.shared_file import SharedFile
from portal.limits.stores import StoreFailed, Use, Watched

View = Callable[..., HttpResponseBase]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
# What keeps uses: what the log calls it, and for how long it is left in peace after a failure.
KEPT = {"machine": ("le fichier", 5.0), "database": ("la base de données", 0.0)}


@dataclass(frozen=True)
class Limit:
    """One entry of `settings.LIMITS`, understood. A rate of None: no limit."""

    each: Rate | None
    total: Rate | None
    kept: str


@dataclass(frozen=True)
class Refusal:
    """Why a request is not answered, and in how many seconds it may be asked again.

    `whose` allowance is used up: `client`, `all`; `nobody`: we can't tell, and must know.
    """

    seconds: int
    whose: str


def limit_of(name: str) -> Limit:
    """The limit of this name. `ValueError` or `KeyError` says what is wrong with the setting."""
    stated = settings.LIMITS[name]
    if unknown := stated.keys() - {"each", "total", "kept"}:
        raise ValueError(f"LIMITS[{name!r}]: unknown {', '.join(sorted(unknown))}")
    return _understood(stated.get("each", "off"), stated.get("total", "off"), stated.get("kept", "machine"))


def spend(name: str, whose: str | None) -> Refusal | None:
    """Count one use, for `whose` (None: for all together only); a `Refusal` where it is one too many.

    For forms that tell it beside their fields. Where limits are switched off, nothing is counted.
    """
    if not settings.LIMITS_ENABLED:
        return None
    limit = limit_of(name)
    now = clock.now()
    uses: dict[str, Use] = {}
    day = now.date().isoformat()
    if limit.each and whose is not None:
        uses["client"] = Use(digest(day, name, "each", whose), limit.each)
    if limit.total:
        uses["all"] = Use(digest(day, name, "total"), limit.total)
    if not uses:
        return None
    try:
        refused = store(limit.kept).spend(list(uses.values()), now.timestamp())
    except StoreFailed:
        return Refusal(answers.FAILED_SECONDS, "nobody") if limit.kept == "database" else None
    if refused is None:
        return None
    exceeded = next(word for word, use in uses.items() if use is refused.use)
    metrics.refused(name, exceeded)
    return Refusal(math.ceil(refused.seconds), exceeded)


def limited(
    name: str,
    key: Callable[[HttpRequest], str | None] = client_of,
    *,
    as_json: bool = False,
) -> Callable[[View], View]:
    """Answer 429 instead of calling the view where `settings.LIMITS[name]` is used up.

    `key(request)` tells whose use it is: the client's address, or for example the account typed (`posted`);
    None: nobody's in particular. `as_json`: for views that answer JSON.
    """
    answer = answers.as_json if as_json else answers.as_page

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = spend(name, key(request)) if _counts(name, request) else None
            if refusal is not None:
                return answer(request, refusal.seconds, refusal.whose)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _counts(name: str, request: HttpRequest) -> bool:
    if not settings.LIMITS_ENABLED:
        return False
    return request.method not in SAFE or limit_of(name).kept != "database"


def posted(field: str) -> Callable[[HttpRequest], str | None]:
    """The key is what was typed there, in whatever case; None, for all together only, where nothing was."""

    def key(request: HttpRequest) -> str | None:
        return request.POST.get(field, "").strip().casefold() or None

    return key


def store(kept: str) -> Watched:
    """Where uses are kept, made once a process."""
    return _store(kept, str(settings.LIMITS_ROOT), os.getpid())


@lru_cache(maxsize=8)
def _store(kept: str, root: str, process: int) -> Watched:
    inner = SharedFile(Path(root)) if kept == "machine" else Database()
    return Watched(kept, KEPT[kept][0], inner, KEPT[kept][1])


@lru_cache(maxsize=64)
def _understood(each: str, total: str, kept: str) -> Limit:
    if kept not in KEPT:
        raise ValueError(f"{kept!r}: uses are kept by {' or '.join(KEPT)}")
    return Limit(Rate.parse(each), Rate.parse(total), kept)
