"""One question to the federation, and its answer: who somebody is, how surely, and since when."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.backends.utils import load_oidc_config
from social_core.exceptions import (
    AuthCanceled,
    AuthProviderError,
    AuthResponseError,
    SocialAuthBaseException,
)
from social_core.utils import cache
from social_django.utils import load_strategy

from portal.accounts.enums import LoginLevel
from portal.kernel import clock

logger = logging.getLogger(__name__)

# Clocks of two servers differ a little.
SKEW = timedelta(seconds=30)
# How old an authentication at the federation may be that we did not ask to be made anew.
OLDEST = timedelta(minutes=15)
# OpenID Connect Core 5.1, in the scope `profile`.
_FAMILY_NAME = "family_name"
# What the federation's document must lead to.
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class Why(StrEnum):
    """Why somebody was not let in: said on the page, and in the log by its name."""

    CANCELLED = "cancelled"
    UNREACHABLE = "unreachable"
    NOT_BELIEVED = "not_believed"
    TOO_WEAK = "too_weak"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"
    SOMEBODY_ELSE = "somebody_else"
    HAS_NISS = "has_niss"
    TAKEN = "taken"
    # Of an invitation to work in OFFICE.ONE.
    OTHER_NAME = "other_name"
    INACTIVE = "inactive"
    HAS_USER = "has_user"


class Refused(Exception):  # noqa: N818 -- names what happened
    """The answer lets nobody in. `kind`: what the library calls it, for the log."""

    def __init__(self, why: Why, kind: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.kind = kind


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What the federation vouches for. `niss` is empty for somebody who has none. Never kept, never shown.

    `family_name` says nothing of who it is: it is compared with an invitation's, where it is told.
    """

    subject: str
    niss: str
    level: LoginLevel
    at: datetime
    family_name: str = ""


class Csam(OpenIdConnectAuth[Any]):
    """The protocol, as the library speaks it. Its pipeline, which stores people and tokens, is not run."""

    name = "csam"
    REDIRECT_STATE = False

    def __init__(self, request: HttpRequest) -> None:
        strategy = load_strategy(request)  # type: ignore[no-untyped-call]
        super().__init__(strategy, reverse("accounts:strong_return"))
        self.state = ""

    def get_or_create_state(self) -> str | None:
        self.state = super().get_or_create_state() or ""
        return self.state

    @cache(ttl=3600)
    def get_openid_configuration(self, url: str) -> dict[str, Any]:
        """The federation's document, kept only where it is believed: the library keeps any, for a day."""
        document: dict[str, Any] = load_oidc_config(self, url)
        is_its_own = document.get("issuer") == settings.CSAM_ISSUER
        if not is_its_own or not all(_is_address(document.get(name)) for name in _ADDRESSES):
            raise AuthResponseError(self, code="malformed_response", stage="begin")
        return document

    def validate_userinfo_sub(self, userinfo: dict[str, Any] | None) -> dict[str, Any] | None:
        """OpenID Connect Core 5.3.2: the subject is always there. The library lets it be missing."""
        if not isinstance(userinfo, dict) or not userinfo.get("sub"):
            raise Refused(Why.NOT_BELIEVED)
        return super().validate_userinfo_sub(userinfo)

    @sensitive_variables()
    def do_auth(self, access_token: str, *args: Any, **kwargs: Any) -> Any:
        """The claims of the signed token, and the number and name that are told of the same subject."""
        claims = dict(self.id_token or {})
        told = self.user_data(access_token) or {}
        # These may be told beside the token; how surely, since when and for whom is signed, or not said.
        for name in (settings.CSAM_NISS_CLAIM, _FAMILY_NAME):
            if name in told:
                claims.setdefault(name, told[name])
        return claims


def begin(request: HttpRequest, *, needed: LoginLevel, fresh: bool) -> tuple[str, str]:
    """Where to send the browser, and the state by which its return is known.

    `fresh`: who signed in at the federation before is asked again. `Refused` where it can't be reached.
    """
    backend = Csam(request)
    backend.ACR_VALUES = " ".join(acr for level, acr in settings.CSAM_ACR_VALUES.items() if level >= needed)
    backend.MAX_AGE = 0 if fresh else int(OLDEST.total_seconds())
    backend.PROMPT = "login" if fresh else None
    with _named_failures():
        url = backend.auth_url()
    return url, backend.state


@sensitive_variables()
def proof(request: HttpRequest, *, needed: LoginLevel, not_before: datetime) -> Proof:
    """What the federation says of who comes back. `Refused` where it is not believed, too weak or too old."""
    if request.GET.get("iss", settings.CSAM_ISSUER) != settings.CSAM_ISSUER:
        # RFC 9207: the answer of another provider.
        raise Refused(Why.NOT_BELIEVED, "iss")
    with _named_failures():
        claims: dict[str, Any] = cast(Any, Csam(request).complete())
    level = _level(claims.get("acr"))
    if level < needed:
        raise Refused(Why.TOO_WEAK)
    at = _moment(claims.get("auth_time"))
    if at + SKEW < not_before:
        raise Refused(Why.TOO_OLD)
    if at - SKEW > clock.now():
        raise Refused(Why.NOT_BELIEVED)
    niss = claims.get(settings.CSAM_NISS_CLAIM) or ""
    family_name = claims.get(_FAMILY_NAME) or ""
    if not (isinstance(niss, str) and isinstance(family_name, str)):
        raise Refused(Why.NOT_BELIEVED)
    return Proof(str(claims["sub"]), niss, level, at, family_name)


def end_url(request: HttpRequest) -> str:
    """Where the federation ends its own session; empty where it can't be asked.

    Without `id_token_hint`: it would put the NISS into an address.
    """
    try:
        with _named_failures():
            ending = Csam(request).oidc_config().get("end_session_endpoint")
    except Refused as refusal:
        log(refusal)
        return ""
    if not _is_address(ending):
        return ""
    back = request.build_absolute_uri(reverse("accounts:signed_out"))
    query = urlencode({"client_id": settings.SOCIAL_AUTH_CSAM_KEY, "post_logout_redirect_uri": back})
    return f"{ending}{'&' if urlsplit(ending).query else '?'}{query}"


def state_of(request: HttpRequest) -> str:
    """The state that a return brings along; none where it brings several: the library reads another one."""
    states = parse_qs(request.META.get("QUERY_STRING", "")).get("state", [])
    return states[0] if len(states) == 1 else ""


def log(refusal: Refused) -> None:
    """Whoever watches learns that somebody was refused and why, and nothing of whom."""
    level = logging.ERROR if refusal.why is Why.UNREACHABLE else logging.WARNING
    logger.log(level, "Connexion forte refusée\u00a0: %s", f"{refusal.why.value} {refusal.kind}".strip())


class _named_failures:  # noqa: N801 -- reads as what it does
    """Turns whatever the library raises into a `Refused`, which tells its kind alone."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, AuthCanceled):
            raise Refused(Why.CANCELLED) from None
        if isinstance(error, AuthProviderError | requests.RequestException):
            raise Refused(Why.UNREACHABLE, _kind(error)) from None
        # A token or a document that is none: the library lets some of these through.
        if isinstance(
            error,
            SocialAuthBaseException | jwt.PyJWTError | ValueError | KeyError | TypeError | RecursionError,
        ):
            raise Refused(Why.NOT_BELIEVED, _kind(error)) from None


def _kind(error: BaseException) -> str:
    """Its code and no more: messages repeat what came from outside."""
    return str(getattr(error, "code", "") or type(error).__name__)


def _is_address(value: object) -> bool:
    """A whole address, by the issuer's own scheme: what begins with https goes on with it."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return parts is not None and bool(parts.netloc) and parts.scheme == urlsplit(settings.CSAM_ISSUER).scheme


def _level(acr: object) -> LoginLevel:
    for level, name in settings.CSAM_ACR_VALUES.items():
        if acr == name:
            return LoginLevel(level)
    raise Refused(Why.NOT_BELIEVED)


def _moment(seconds: object) -> datetime:
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise Refused(Why.NOT_BELIEVED)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        raise Refused(Why.NOT_BELIEVED) from None
