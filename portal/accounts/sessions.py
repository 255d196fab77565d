"""Signing in and out, and when a session ends by itself.

The session's row says who signed in, how, when, and whether to be remembered. When somebody was last seen is
not in the row, or every page would write the database: it is in a signed cookie beside the session's.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject, cached_property

from portal.accounts.enums import LoginLevel
from portal.accounts.models import AgentPost, User
from portal.accounts.person import Person, person_behind
from portal.accounts.services import note_sign_in, note_sign_out
from portal.kernel import clock

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# Of an emergency: long enough to mend something, and to be seen in the history.
EMERGENCY = timedelta(hours=1)
REMEMBERED = timedelta(days=14)
SEEN_COOKIE = "one_seen"
# A page a second must not set a cookie a second.
SEEN_STEP = timedelta(minutes=1)
_BACKEND = "portal.accounts.backend.ByNameOrEmail"
_LOGIN = "login"
_SIGNER = signing.Signer(salt="portal.accounts.seen")


@dataclass(frozen=True, slots=True)
class Login:
    """How and when somebody signed in for this session."""

    level: LoginLevel
    at: datetime
    remembered: bool
    # Whether the federation has a session of its own, to be ended with ours.
    federated: bool = False

    def ends_at(self, seen: datetime) -> datetime:
        """When the session ends if nothing is asked of it after `seen`."""
        if self.remembered:
            return self.at + REMEMBERED
        longest = EMERGENCY if self.level is LoginLevel.EMERGENCY else ABSOLUTE
        return min(seen + IDLE, self.at + longest)


class Seen(NamedTuple):
    """What the cookie beside the session's says: who was seen last in this browser, when, where."""

    user_id: int
    at: datetime
    session: str


class PortalRequest(WSGIRequest):
    """A request whose sender, once asked for, is known. Public pages never ask, and nothing is looked up."""

    # What was typed into a form whose session had ended, where it is taken up again.
    draft: QueryDict | None = None
    # Set together with the user.
    login: Login | None = None

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in, with today's roles at the level of this login; None: nobody."""
        user = self.user
        return person_behind(user) if user.is_authenticated and self.login else None


def sign_in(
    request: HttpRequest,
    user: User,
    *,
    level: LoginLevel,
    remember: bool = False,
    federated: bool = False,
) -> None:
    """Begin a session of this user: a new key, whatever was there before.

    `remember` counts for nothing with agents, and after a strong login: what that uncovers is soon covered.
    """
    user.level = level
    note_sign_in(actor=user, user=user, level=level)
    request.session.flush()
    auth.login(request, user, backend=_BACKEND)
    remembered = remember and level is LoginLevel.PASSWORD and not _is_agent(user)
    login = Login(level, clock.now(), remembered, federated)
    request.session[_LOGIN] = {
        "level": int(level),
        "at": login.at.timestamp(),
        "remembered": login.remembered,
        "federated": federated,
    }
    if login.remembered:
        request.session.set_expiry(int(REMEMBERED.total_seconds()))
    _know(request, user, login)


def sign_out(request: HttpRequest) -> None:
    """End the session here and now; nothing happens to whoever has none."""
    if isinstance(user := _found(request), User):
        note_sign_out(actor=user, user=user)
    auth.logout(request)
    request.__dict__.pop("person", None)
    request.login = None  # type: ignore[attr-defined]  # a PortalRequest
    request.forget_seen = True  # type: ignore[attr-defined]


def login_of(request: HttpRequest) -> Login | None:
    """How the sender of this request has signed in; None: not at all, or the session has ended."""
    _found(request)
    return cast(PortalRequest, request).login


def ends_at(request: HttpRequest) -> datetime | None:
    """When this session ends if this is its last request."""
    login = login_of(request)
    return login.ends_at(clock.now()) if login else None


def prepare(request: HttpRequest) -> None:
    """Let a request know its sender, once asked (for the middleware)."""
    request.__class__ = PortalRequest
    request.user = cast(User, SimpleLazyObject(lambda: _present_user(request)))
    request.auser = sync_to_async(lambda: _found(request))


def settle(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note in the browser that somebody was seen; let no page of theirs be kept (for the middleware)."""
    login = request.__dict__.get("login")
    if login is not None:
        if response.get("Content-Type", "").startswith("text/html"):
            response["Cache-Control"] = "private, no-store"
        _keep_seen(request, response, login)
    elif request.__dict__.get("forget_seen"):
        response.delete_cookie(SEEN_COOKIE, samesite="Lax")


def last_seen(request: HttpRequest) -> Seen | None:
    """Who was seen last in this browser, also after the session has ended; None after signing out."""
    try:
        user_id, seconds, session = _SIGNER.unsign_object(request.COOKIES.get(SEEN_COOKIE, ""))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Seen(user_id, datetime.fromtimestamp(seconds, UTC), session)


def _found(request: HttpRequest) -> User | AnonymousUser:
    user = request.user
    # Through the lazy object, to what it holds.
    return user if user.is_authenticated else AnonymousUser()


def _present_user(request: HttpRequest) -> User | AnonymousUser:
    """The session's user, unless the session has ended: then it is removed, and nobody is there."""
    user = auth.get_user(request)
    if not isinstance(user, User):
        return AnonymousUser()
    login = _login_in(request.session.get(_LOGIN))
    if login is None or _has_ended(request, user, login):
        request.session.flush()
        return AnonymousUser()
    _know(request, user, login)
    return user


def _login_in(kept: dict[str, float] | None) -> Login | None:
    """A session that was not begun by `sign_in` has none."""
    if not kept:
        return None
    return Login(
        LoginLevel(int(kept["level"])),
        datetime.fromtimestamp(kept["at"], UTC),
        bool(kept["remembered"]),
        bool(kept.get("federated")),
    )


def _has_ended(request: HttpRequest, user: User, login: Login) -> bool:
    if user.sessions_from is not None and login.at <= user.sessions_from:
        return True
    if login.remembered and _is_agent(user):
        # Became an agent since.
        login = replace(login, remembered=False)
    seen = last_seen(request)
    known = seen is not None and seen.session == _digest(request)
    last = max(seen.at, login.at) if seen and known else login.at
    return clock.now() >= login.ends_at(last)


def _know(request: HttpRequest, user: User, login: Login) -> None:
    user.level = login.level
    # Whoever asked before, asked about another level.
    user.__dict__.pop("_person", None)
    request.login = login  # type: ignore[attr-defined]  # a PortalRequest
    request.__dict__.pop("person", None)


def _keep_seen(request: HttpRequest, response: HttpResponseBase, login: Login) -> None:
    now, seen, session = clock.now(), last_seen(request), _digest(request)
    if seen and seen.session == session and now - seen.at < SEEN_STEP:
        return
    value = _SIGNER.sign_object([request.user.pk, int(now.timestamp()), session])
    response.set_cookie(
        SEEN_COOKIE,
        value,
        max_age=int(REMEMBERED.total_seconds()) if login.remembered else None,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _digest(request: HttpRequest) -> str:
    """Ties the cookie to this session: that of another one, or of an earlier one, says nothing of it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()[:32]


def _is_agent(user: User) -> bool:
    return AgentPost.objects.held_by(user, clock.today()).exists()
