"""A federation to try strong login with, in `make demo` and `make run`: fictitious people, and no proof.

`python -m portal.accounts.strong.trial` speaks OpenID Connect on this machine only: whoever asks chooses who
to be, and with which key. It refuses to start beside anything but the settings for trial and development.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from portal.accounts.strong.personas import PERSONAS, Persona
from portal.accounts.strong.trial_pages import ACR, KEYS, choice, page_of

CLIENT_ID, CLIENT_SECRET = "one-portails", "trial"
_ALLOWED_SETTINGS = ("config.settings.dev", "config.settings.demo")
_HOSTS = ("localhost", "127.0.0.1")
_CODE_SECONDS, _SESSION_SECONDS = 60, 3600
_COOKIE = "trial_federation"


@dataclass(frozen=True, slots=True)
class Authentication:
    """Who showed themselves, by which key, and when."""

    persona: Persona
    level: str
    at: int


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for, until it is used once."""

    authentication: Authentication
    query: dict[str, str]
    until: float


@dataclass
class Federation:
    """Its key, codes and sessions: in memory, new at each start."""

    issuer: str
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    grants: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Authentication] = field(default_factory=dict)
    sessions: dict[str, Authentication] = field(default_factory=dict)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict[str, Any]:
        public: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "trial", "use": "sig", "alg": "RS256"}]}

    def grant(self, authentication: Authentication, query: dict[str, str]) -> str:
        """The address to go back to, with a code."""
        code = secrets.token_urlsafe(24)
        self.grants[code] = Grant(authentication, query, time.time() + _CODE_SECONDS)
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query.get('state', '')})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code that was not used, by whoever asked for it; None otherwise."""
        grant = self.grants.pop(form.get("code", ""), None)
        if grant is None or grant.until < time.time():
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            challenge != grant.query.get("code_challenge")
            or form.get("redirect_uri") != grant.query["redirect_uri"]
        ):
            return None
        access, now, who = secrets.token_urlsafe(24), int(time.time()), grant.authentication
        self.tokens[access] = who
        claims = claims_of(who) | {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.query.get("nonce", ""),
            "acr": f"{ACR}{who.level}",
            "auth_time": who.at,
        }
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "trial"})
        return {"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token}


def claims_of(who: Authentication) -> dict[str, Any]:
    """What the federation tells of somebody."""
    persona = who.persona
    told = {"sub": persona.subject, "given_name": persona.first_name, "family_name": persona.last_name}
    return told | ({"egovNRN": persona.niss} if persona.niss else {})


class Handler(BaseHTTPRequestHandler):
    """Its pages and endpoints."""

    federation: Federation

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        pages: dict[str, Callable[[dict[str, str]], None]] = {
            "/.well-known/openid-configuration": lambda _: self._json(self.federation.discovery()),
            "/jwks": lambda _: self._json(self.federation.jwks()),
            "/authorize": self._authorize,
            "/userinfo": self._userinfo,
            "/end": self._end,
        }
        page = pages.get(parts.path)
        if page is None:
            self._html("<h1>Rien ici</h1>", 404)
        else:
            page(query)

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 20_000)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        path = urlsplit(self.path).path
        if path == "/authorize":
            self._chosen(form)
        elif path == "/token" and self._is_client():
            tokens = self.federation.exchange(form)
            self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)
        else:
            self._json({"error": "invalid_client"}, 401)

    def _authorize(self, query: dict[str, str]) -> None:
        if not _is_ours(query):
            self._html("<h1>Demande refusée</h1><p>Elle ne vient pas du site de démonstration.</p>", 400)
            return
        known = self.federation.sessions.get(self._cookie())
        if known and query.get("prompt") != "login" and _is_enough(known, query):
            self._redirect(self.federation.grant(known, query))
            return
        self._html(choice(query))

    def _chosen(self, form: dict[str, str]) -> None:
        query = {name: values[0] for name, values in parse_qs(form.get("query", "")).items()}
        persona = next((one for one in PERSONAS if one.subject == form.get("persona")), None)
        if not _is_ours(query) or persona is None or form.get("level") not in KEYS:
            self._html("<h1>Demande refusée</h1>", 400)
            return
        if form.get("cancel"):
            self._redirect(
                f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
            )
            return
        who, session = Authentication(persona, form["level"], int(time.time())), secrets.token_urlsafe(24)
        self.federation.sessions[session] = who
        cookie = f"{_COOKIE}={session}; HttpOnly; SameSite=Lax; Path=/; Max-Age={_SESSION_SECONDS}"
        self._redirect(self.federation.grant(who, query), cookie)

    def _userinfo(self, query: dict[str, str]) -> None:
        who = self.federation.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        self._json(claims_of(who) if who else {"error": "invalid_token"}, 200 if who else 401)

    def _end(self, query: dict[str, str]) -> None:
        self.federation.sessions.pop(self._cookie(), None)
        back = query.get("post_logout_redirect_uri", "")
        if urlsplit(back).hostname in _HOSTS:
            self._redirect(back, f"{_COOKIE}=; Path=/; Max-Age=0")
        else:
            self._html("<h1>Session terminée</h1>")

    def _is_client(self) -> bool:
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        return given == base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()

    def _cookie(self) -> str:
        cookies = dict(part.strip().partition("=")[::2] for part in self.headers.get("Cookie", "").split(";"))
        return cookies.get(_COOKIE, "")

    def _json(self, content: Any, status: int = 200) -> None:
        self._answer(status, "application/json", json.dumps(content).encode())

    def _html(self, body: str, status: int = 200) -> None:
        self._answer(status, "text/html; charset=utf-8", page_of(body).encode())

    def _redirect(self, url: str, cookie: str = "") -> None:
        self._answer(303, "text/plain", b"", {"Location": url} | ({"Set-Cookie": cookie} if cookie else {}))

    def _answer(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
        for name, value in (told | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses hold codes."""


def _is_ours(query: dict[str, str]) -> bool:
    back = urlsplit(query.get("redirect_uri", ""))
    return (
        query.get("client_id") == CLIENT_ID
        and query.get("response_type") == "code"
        and query.get("code_challenge_method") == "S256"
        and back.hostname in _HOSTS
        and back.path == "/connexion/forte/retour/"
    )


def _is_enough(known: Authentication, query: dict[str, str]) -> bool:
    oldest = int(query.get("max_age", _SESSION_SECONDS))
    return f"{ACR}{known.level}" in query.get("acr_values", "") and time.time() - known.at <= oldest


def main() -> None:
    if os.environ.get("DJANGO_SETTINGS_MODULE") not in _ALLOWED_SETTINGS:
        sys.exit("La fédération d’essai ne sert qu’aux réglages de démonstration et de développement.")
    issuer = os.environ["CSAM_ISSUER"]
    port = urlsplit(issuer).port or 80
    Handler.federation = Federation(issuer)
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError:
        sys.exit(f"Le port {port} est pris. Choisissez-en un autre\u00a0: FEDERATION_PORT=… make demo")
    server.serve_forever()


if __name__ == "__main__":
    main()
